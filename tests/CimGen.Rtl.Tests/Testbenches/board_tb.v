// The small machine on the iCEBreaker, from power-up on: what a host sees over the line, and what the LEDs show. +end=HEX is the instruction
// that ends a program; BoardRunTests gives the map as macros. Prints "passed", or what went wrong.
`timescale 1ns / 1ps
`default_nettype none

module board_tb;
  localparam CORES = 4;
  localparam real CLOCK = 1000.0 / 12, BIT = 1000.0;
  localparam [31:0] ID = 32'h0000_0000, CONTROL = 32'h0000_0020, STATUS = 32'h0000_0024, PROGRAMS = `INSTRUCTIONS_BASE, STRIDE = `INSTRUCTIONS_STRIDE;

  reg  clk = 0, button_n = 1, rx = 1;
  wire tx, red_n, green_n;
  always #(CLOCK / 2) clk = !clk;

  cim_board_icebreaker dut (.clk_i (clk), .button_ni (button_n), .rx_i (rx), .tx_o (tx), .led_red_no (red_n), .led_green_no (green_n));

  task fail(input [8*48-1:0] what);
    begin
      $display("%0s at %0t", what, $time);
      $finish;
    end
  endtask

  integer i, b;
  task send(input [7:0] octet);
    begin
      rx = 0; #(BIT);
      for (i = 0; i < 8; i = i + 1) begin rx = octet[i]; #(BIT); end
      rx = 1; #(BIT);
    end
  endtask

  task send_word(input [31:0] word);
    for (b = 0; b < 4; b = b + 1) send(word[8*b +: 8]);
  endtask

  reg [7:0] came [0:15];
  reg [7:0] octet;
  integer   count = 0, n;
  always begin
    @(negedge tx);
    #(BIT / 2);
    for (n = 0; n < 8; n = n + 1) begin #(BIT); octet[n] = tx; end
    #(BIT);
    if (tx !== 1) fail("no stop bit");
    came[count & 15] = octet;
    count = count + 1;
  end

  task command(input [7:0] what, input [31:0] address, input [15:0] words);
    begin
      count = 0;
      send(what); send_word(address); send(words[7:0]); send(words[15:8]);
    end
  endtask

  // The line is silent for a byte after the last one that was expected.
  task expect_answer(input integer words, input [7:0] verdict);
    begin
      #((words * 40 + 40) * BIT);
      if (count != words * 4 + 1 || came[words * 4] !== verdict) fail("wrong answer");
    end
  endtask

  task read(input [31:0] address, input [31:0] value);
    begin
      command("R", address, 1);
      expect_answer(1, "K");
      if ({ came[3], came[2], came[1], came[0] } !== value) fail("wrong word");
    end
  endtask

  task program_core(input integer core, input [63:0] instruction);
    begin
      command("W", PROGRAMS + core * STRIDE, 2);
      send_word(instruction[31:0]); send_word(instruction[63:32]);
      expect_answer(0, "K");
    end
  endtask

  // Only a fault lights both LEDs, but for the first cycle of a run.
  reg ran = 0, was_red = 0, faulty = 0;
  always @(posedge clk) begin
    was_red <= !red_n;
    if (!red_n) ran <= 1;
    if (!red_n && was_red && !green_n && !faulty) fail("both LEDs during a run");
  end

  task start(input [31:0] status, input red, input green);
    begin
      ran = 0; faulty = faulty || red;  // until it starts, the LEDs show the last run
      command("W", CONTROL, 1); send_word(32'd1);
      expect_answer(0, "K");
      faulty = red;
      if (!ran) fail("the red LED does not show the run");
      if (red_n !== !red || green_n !== !green) fail("wrong LEDs");
      read(STATUS, status);
    end
  endtask

  reg [63:0] last;
  integer    c;
  initial begin
    if (!$value$plusargs("end=%h", last)) fail("no +end");
    #(40 * CLOCK);
    if (red_n !== 1 || green_n !== 1) fail("LEDs without a run");
    read(ID, 32'h4349_4d47);
    command("R", 32'h0000_0ffc, 1); expect_answer(1, "E");  // no register
    for (c = 0; c < CORES; c = c + 1) program_core(c, last);
    for (c = 0; c < CORES; c = c + 1) read(PROGRAMS + c * STRIDE + 4, last[63:32]);
    start(32'd2, 0, 1);
    program_core(0, 64'hffff_ffff_ffff_ffff);
    start(32'd6, 1, 1);

    // The button resets, bridge included, and memories keep what they hold.
    send("W");
    button_n = 0; #(20 * CLOCK);
    if (red_n !== 1 || green_n !== 1) fail("LEDs during reset");
    button_n = 1; #(20 * CLOCK);
    read(STATUS, 32'd0);
    start(32'd6, 1, 1);
    program_core(0, last);
    start(32'd2, 0, 1);
    start(32'd2, 0, 1);
    $display("passed");
    $finish;
  end

  initial #20_000_000 fail("no end");
endmodule
