// The UART host bridge between a serial host, bit by bit, and an AXI4-Lite memory that stalls and refuses at random. Prints "passed", or
// what went wrong.
`timescale 1ps / 1ps
`default_nettype none

module uart_host_tb;
  parameter CLOCKS_PER_BIT = 12;
  parameter OWN_CYCLES = 0;  // what the bridge says that it needs of a frame
  localparam CLOCK = 10_000, BIT = CLOCK * CLOCKS_PER_BIT, FRAME = 10 * BIT, FRAME_CYCLES = 10 * CLOCKS_PER_BIT;
  localparam COMMANDS = 250, MOST_WORDS = 5;
  localparam [1:0] OKAY = 2'b00;
  localparam [7:0] WRITE = "W", READ = "R", DONE = "K", FAILED = "E";

  reg clk = 0, rst_n = 0, rx = 1;
  always #(CLOCK / 2) clk = !clk;

  wire        tx;
  wire [31:0] awaddr, wdata, araddr;
  wire [3:0]  wstrb;
  wire        awvalid, wvalid, bready, arvalid, rready;
  wire        awready, wready, bvalid, arready, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;

  cim_uart_host #(.CLOCKS_PER_BIT(CLOCKS_PER_BIT)) dut (
    .clk_i (clk), .rst_ni (rst_n), .rx_i (rx), .tx_o (tx),
    .axi_awaddr_o (awaddr), .axi_awvalid_o (awvalid), .axi_awready_i (awready),
    .axi_wdata_o (wdata), .axi_wstrb_o (wstrb), .axi_wvalid_o (wvalid), .axi_wready_i (wready),
    .axi_bresp_i (bresp), .axi_bvalid_i (bvalid), .axi_bready_o (bready),
    .axi_araddr_o (araddr), .axi_arvalid_o (arvalid), .axi_arready_i (arready),
    .axi_rdata_i (rdata), .axi_rresp_i (rresp), .axi_rvalid_i (rvalid), .axi_rready_o (rready)
  );

  axi_memory memory (
    .clk_i (clk), .rst_ni (rst_n),
    .awaddr (awaddr), .awvalid (awvalid), .awready (awready), .wdata (wdata), .wstrb (wstrb), .wvalid (wvalid), .wready (wready),
    .bresp (bresp), .bvalid (bvalid), .bready (bready),
    .araddr (araddr), .arvalid (arvalid), .arready (arready), .rdata (rdata), .rresp (rresp), .rvalid (rvalid), .rready (rready)
  );

  function integer within(input integer least, input integer most);
    within = least + $unsigned($random) % (most - least + 1);
  endfunction

  task fail(input [8*48-1:0] what);
    begin
      $display("%0s at %0t", what, $time);
      $finish;
    end
  endtask

  // ---------------------------------------------------------------------- line

  integer bit_time = BIT;  // of the host
  integer i;

  task send(input [7:0] octet);
    begin
      rx = 0; #(bit_time);
      for (i = 0; i < 8; i = i + 1) begin rx = octet[i]; #(bit_time); end
      rx = 1; #(bit_time);
    end
  endtask

  // Nothing that the bridge may take for a byte: a spike, or a byte without a stop bit.
  task disturb;
    begin
      if ($random & 1) begin
        rx = 0; #(BIT * 3 / 10);
        rx = 1; #(within(BIT, 2 * BIT));
      end else begin
        rx = 0; #(bit_time);
        for (i = 0; i < 8; i = i + 1) begin rx = (i == 3); #(bit_time); end
        rx = 0; #(bit_time);
        rx = 1; #(BIT * 2);
      end
    end
  endtask

  // Longer than a frame, at any time within a byte.
  task send_break;
    begin
      rx = 1; #(within(0, BIT));
      if ($random & 1) begin rx = 0; #(BIT * within(1, 4)); rx = 1; #(BIT * within(1, 4)); end
      rx = 0; #(BIT * within(12, 25));
      rx = 1; #(BIT * 2);
    end
  endtask

  // Bytes from the bridge.
  reg [7:0] received [0:255];
  reg [7:0] octet;
  integer   came = 0, used = 0, n;
  always begin
    @(negedge tx);
    #(bit_time / 2);
    if (tx !== 0) fail("no start bit");
    for (n = 0; n < 8; n = n + 1) begin #(bit_time); octet[n] = tx; end
    #(bit_time);
    if (tx !== 1) fail("no stop bit");
    received[came & 255] = octet;
    came = came + 1;
  end

  integer waited;
  task expect_byte(input [7:0] value);
    begin
      waited = 0;
      while (came == used && waited < 8 * FRAME_CYCLES) begin @(posedge clk); waited = waited + 1; end
      if (came == used) fail("no answer");
      else if (received[used & 255] !== value) fail("wrong answer");
      used = used + 1;
    end
  endtask

  task expect_silence;
    begin
      #(4 * FRAME);
      if (came != used) fail("an answer that nobody asked for");
      if (memory.done_writes != memory.asked_writes) fail("writes are missing");
      if (memory.done_reads != memory.asked_reads) fail("reads are missing");
    end
  endtask

  // ------------------------------------------------------------------ commands

  reg [31:0] address, value;
  reg        refused;
  integer    count, word, b, c, position;

  function [31:0] any_address(input integer unused);
    begin
      any_address = { $random };
      // Next to where a carry runs through some or all bytes.
      if ($random & 1) any_address[15:4] = 12'hfff;
      if ($random & 1) any_address[23:16] = 8'hff;
      if (($random & 3) != 0) any_address[31:28] = 4'h1;
      any_address[1:0] = 2'b00;
    end
  endfunction

  // With interrupt >= 0, the host stops after so many bytes.
  task send_command(input [7:0] command, input integer disturbed, input integer interrupt);
    begin
      position = 0;
      refused = 0;
      for (b = 0; b < 7 && position != interrupt; b = b + 1) begin
        if (disturbed && ($random & 3) == 0 && b > 0) disturb;
        send(b == 0 ? command : b < 5 ? address[8*(b-1) +: 8] : count[8*(b-5) +: 8]);
        position = position + 1;
      end
      for (word = 0; word < count && position != interrupt && command == WRITE; word = word + 1) begin
        value = $random;
        for (b = 0; b < 4 && position != interrupt; b = b + 1) begin
          if (disturbed && ($random & 7) == 0) disturb;
          if (b == 3) ask_write;
          send(value[8*b +: 8]);
          position = position + 1;
        end
      end
    end
  endtask

  task ask_write;
    begin
      memory.expect_write(address + 4 * word, value);
      refused = refused || memory.response(address + 4 * word) != OKAY;
    end
  endtask

  task ask_reads;
    for (word = 0; word < count; word = word + 1) memory.expect_read(address + 4 * word);
  endtask

  task expect_words;
    for (word = 0; word < count; word = word + 1) begin
      value = memory.word_at(address + 4 * word);
      for (b = 0; b < 4; b = b + 1) expect_byte(value[8*b +: 8]);
    end
  endtask

  task do_write(input integer disturbed);
    begin
      send_command(WRITE, disturbed, -1);
      expect_byte(refused ? FAILED : DONE);
    end
  endtask

  task do_read(input integer disturbed);
    begin
      ask_reads;
      send_command(READ, disturbed, -1);
      for (word = 0; word < count; word = word + 1) refused = refused || memory.response(address + 4 * word) != OKAY;
      expect_words;
      expect_byte(refused ? FAILED : DONE);
    end
  endtask

  task choose;
    begin
      address = any_address(0);
      count = within(0, MOST_WORDS);
    end
  endtask

  integer before;

  initial begin
    repeat (3) @(negedge clk);
    rst_n = 1;
    #(BIT);

    // Writes and reads, by hosts with other clocks, with bytes between them that mean nothing.
    for (c = 0; c < COMMANDS; c = c + 1) begin
      choose;
      bit_time = BIT / 100 * within(98, 102);
      if (($random & 3) == 0) begin send(8'h00); send(8'hff); send("w"); send("K"); end
      if ($random & 1) do_write(0); else do_read(0);
    end
    expect_silence;

    // Spikes and broken bytes within commands.
    for (c = 0; c < COMMANDS / 5; c = c + 1) begin
      choose;
      if ($random & 1) do_write(1); else do_read(1);
    end
    bit_time = BIT;
    expect_silence;

    // More words than the low byte of the count can say.
    address = 32'h1000_0ff0; count = 259; do_write(0); do_read(0);
    // Past the last address.
    address = 32'hffff_fff8; count = 4; do_write(0); do_read(0);

    // A break ends a command anywhere.
    for (c = 0; c < COMMANDS / 5; c = c + 1) begin
      choose;
      if (count == 0) count = 1;
      send_command(WRITE, 0, within(1, 6 + 4 * count));
      send_break;
      expect_silence;
      choose;
      do_write(0);
    end
    // Also a read, while it answers: some bytes come, no answer.
    for (c = 0; c < COMMANDS / 10; c = c + 1) begin
      choose;
      count = MOST_WORDS;
      ask_reads;
      send_command(READ, 0, -1);
      #(within(0, 5 * FRAME));
      send_break;
      #(2 * FRAME);
      if (came - used >= 4 * MOST_WORDS) fail("an answer in spite of a break");
      used = came; memory.asked_reads = memory.done_reads;
      choose;
      do_read(0);
    end
    // And during an access, which is finished first.
    memory.stall = 30 * CLOCKS_PER_BIT; memory.exact = 1;
    choose;
    count = 1;
    send_command(WRITE, 0, -1);
    send_break;
    #(2 * FRAME);
    expect_silence;
    memory.stall = 4; memory.exact = 0;
    choose; do_write(0);
    choose; do_read(0);

    // A write has the time of a frame, but for what the bridge needs.
    memory.stall = FRAME_CYCLES - OWN_CYCLES; memory.exact = 1;
    address = 32'h1000_0000; count = 50; do_write(0);
    // When it takes longer, the next byte has no place: the command fails at once, and all is ignored until a break.
    memory.stall = FRAME_CYCLES - OWN_CYCLES + 2;
    count = 2;
    before = memory.asked_writes;
    send_command(WRITE, 0, -1);
    memory.asked_writes = before + 1;
    expect_byte(FAILED);
    memory.stall = 4; memory.exact = 0;
    count = 1;
    send_command(WRITE, 0, -1);
    memory.asked_writes = before + 1;
    expect_silence;
    send_break;
    choose; do_write(0);

    // The same for a command that comes before the last one was answered.
    address = 32'h1000_0000; count = 4;
    ask_reads;
    send_command(READ, 0, -1);
    send(READ);
    expect_words;
    expect_byte(FAILED);
    send_command(READ, 0, -1);
    expect_silence;
    send_break;
    choose; do_read(0);

    // Reset, too, and the line is quiet after it.
    choose;
    send_command(WRITE, 0, 5);
    @(negedge clk); rst_n = 0; @(negedge clk); rst_n = 1;
    if (tx !== 1) fail("the line is not at rest");
    choose; do_write(0);
    expect_silence;
    $display("passed");
    $finish;
  end
endmodule
