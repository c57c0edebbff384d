// The host port between a host and a tile that stall at random. Prints "passed", or what went wrong. HostPortTests gives the map as macros.
`timescale 1ns / 1ns
`default_nettype none

module host_port_tb;
  localparam CORES = 3, PROGRAM_WORDS = 192, WEIGHT_WORDS = 48, MEMORY_WORDS = 768;
  localparam ACCESSES = 4000, STREAM = 200;
  localparam WINDOWS = MEMORY_WORDS + CORES * (PROGRAM_WORDS + WEIGHT_WORDS);
  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  reg clk = 0, rst_n = 0;
  always #5 clk = !clk;

  reg  [31:0] awaddr, wdata, araddr;
  reg  [3:0]  wstrb;
  reg         awvalid = 0, wvalid = 0, arvalid = 0, bready = 0, rready = 0;
  wire        awready, wready, arready, bvalid, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire        imem_we, weight_we, imem_ren, weight_ren, core_rvalid, rreq, wreq, rgnt, wgnt, mrvalid, mwready;
  wire [15:0] core;
  wire [7:0]  addr;
  wire [31:0] data, core_rdata, maddr, mdata, mrdata;
  wire [3:0]  mstrb;

  cim_axi_host dut (
    .clk_i (clk), .rst_ni (rst_n),
    .axi_awaddr_i (awaddr[`ADDRESS_WIDTH-1:0]), .axi_awvalid_i (awvalid), .axi_awready_o (awready),
    .axi_wdata_i (wdata), .axi_wstrb_i (wstrb), .axi_wvalid_i (wvalid), .axi_wready_o (wready),
    .axi_bresp_o (bresp), .axi_bvalid_o (bvalid), .axi_bready_i (bready),
    .axi_araddr_i (araddr[`ADDRESS_WIDTH-1:0]), .axi_arvalid_i (arvalid), .axi_arready_o (arready),
    .axi_rdata_o (rdata), .axi_rresp_o (rresp), .axi_rvalid_o (rvalid), .axi_rready_i (rready),
    .irq_o (), .start_o (), .abort_o (), .running_i (1'b0), .fault_i (1'b0), .cycles_i (64'd0),
    .imem_we_o (imem_we), .weight_we_o (weight_we), .imem_ren_o (imem_ren), .weight_ren_o (weight_ren), .core_o (core), .addr_o (addr),
    .data_o (data), .core_rvalid_i (core_rvalid), .core_rdata_i (core_rdata),
    .rreq_o (rreq), .wreq_o (wreq), .maddr_o (maddr), .mstrb_o (mstrb), .mdata_o (mdata),
    .rgnt_i (rgnt), .wgnt_i (wgnt), .rvalid_i (mrvalid), .rdata_i (mrdata), .wready_i (mwready)
  );

  host_port_tile tile (
    .clk (clk), .start (1'b0), .abort (1'b0), .ends (1'b0), .faults (1'b0), .running (), .fault (),
    .imem_we (imem_we), .weight_we (weight_we), .imem_ren (imem_ren), .weight_ren (weight_ren), .core (core), .addr (addr), .data (data),
    .core_rvalid (core_rvalid), .core_rdata (core_rdata), .rreq (rreq), .wreq (wreq), .maddr (maddr), .mstrb (mstrb), .mdata (mdata),
    .rgnt (rgnt), .wgnt (wgnt), .rvalid (mrvalid), .rdata (mrdata), .wready (mwready)
  );

  task fail(input [8*40-1:0] what);
    begin
      $display("%0s at %0t", what, $time);
      $finish;
    end
  endtask

  // ---------------------------------------------------------------------- host

  // Words of all windows, by number: those of shared memory, of programs, of weights. The lower half of each memory is written while the
  // upper half is read.
  reg [31:0] expected [0:WINDOWS-1];

  function [31:0] place(input integer word);
    integer n;
    begin
      n = word;
      if (n < MEMORY_WORDS) place = `MEMORY_BASE + n * 4;
      else begin
        n = n - MEMORY_WORDS;
        if (n < CORES * PROGRAM_WORDS) place = `INSTRUCTIONS_BASE + n / PROGRAM_WORDS * `INSTRUCTIONS_STRIDE + n % PROGRAM_WORDS * 4;
        else begin
          n = n - CORES * PROGRAM_WORDS;
          place = `WEIGHTS_BASE + n / WEIGHT_WORDS * `WEIGHTS_STRIDE + n % WEIGHT_WORDS * 4;
        end
      end
    end
  endfunction

  // A word of a random window; in its upper half if `upper` is 1.
  function integer any_word(input integer upper);
    integer c;
    begin
      c = {$random} % CORES;
      case ($random & 3)
        0, 1: any_word = upper * MEMORY_WORDS / 2 + {$random} % (MEMORY_WORDS / 2);
        2: any_word = MEMORY_WORDS + c * PROGRAM_WORDS + upper * PROGRAM_WORDS / 2 + {$random} % (PROGRAM_WORDS / 2);
        3: any_word = MEMORY_WORDS + CORES * PROGRAM_WORDS + c * WEIGHT_WORDS + upper * WEIGHT_WORDS / 2 + {$random} % (WEIGHT_WORDS / 2);
      endcase
    end
  endfunction

  // Addresses that have nothing.
  function [31:0] nowhere(input integer unused);
    case ($random & 7)
      0: nowhere = `MEMORY_BASE + MEMORY_WORDS * 4;                                   // behind shared memory
      1: nowhere = `WEIGHTS_BASE + CORES * `WEIGHTS_STRIDE;                           // behind the last core
      2: nowhere = `INSTRUCTIONS_BASE + CORES * `INSTRUCTIONS_STRIDE;
      3: nowhere = `WEIGHTS_BASE + `WEIGHTS_STRIDE + WEIGHT_WORDS * 4;                // behind what a core has
      4: nowhere = `INSTRUCTIONS_BASE + `INSTRUCTIONS_STRIDE + PROGRAM_WORDS * 4;
      5: nowhere = (1 << `ADDRESS_WIDTH) - 4;
      default: nowhere = 32'h0000_0ffc;                                               // no register
    endcase
  endfunction

  reg     patient = 0;  // no stalls of the host
  integer i, word, byte_number, reads, sent_address, sent_data, answered, read_sent, read_answered, begun;
  reg [31:0] addresses [0:ACCESSES-1], values [0:ACCESSES-1], read_addresses [0:ACCESSES-1], read_values [0:ACCESSES-1];
  reg [3:0]  strobes [0:ACCESSES-1];
  reg [1:0]  responses [0:ACCESSES-1], read_responses [0:ACCESSES-1];

  function go(input integer unused);
    go = patient || ($random & 1);
  endfunction

  // Chooses write and read n and notes what they have to do.
  task choose(input integer n);
    begin
      values[n] = $random;
      strobes[n] = 4'hf;
      responses[n] = OKAY;
      word = any_word(0);
      addresses[n] = place(word);
      case ($random & 7)
        0: begin strobes[n] = 4'h0; addresses[n] = addresses[n] + ($random & 3); end
        1: begin addresses[n] = nowhere(0); responses[n] = SLVERR; end
        2: if (word >= MEMORY_WORDS) begin
             if ({$random} % 2) strobes[n] = 4'h3; else addresses[n] = addresses[n] + 2;
             responses[n] = SLVERR;
           end else strobes[n] = $random;
        default: ;
      endcase
      if (responses[n] == OKAY) begin
        for (byte_number = 0; byte_number < 4; byte_number = byte_number + 1) begin
          if (strobes[n][byte_number]) expected[word][byte_number*8 +: 8] = values[n][byte_number*8 +: 8];
        end
      end

      word = any_word(1);
      read_addresses[n] = place(word);
      read_values[n] = expected[word];
      read_responses[n] = OKAY;
      case ($random & 7)
        0: begin read_addresses[n] = nowhere(0); read_responses[n] = SLVERR; end
        1: if (word >= MEMORY_WORDS) begin read_addresses[n] = read_addresses[n] + 1; read_responses[n] = SLVERR; end
        2: begin read_addresses[n] = 32'h0; read_values[n] = 32'h4349_4d47; end  // ID
        default: ;
      endcase
    end
  endtask

  // Responses come in order; the host never waits for one before it goes on.
  always @(posedge clk) if (rst_n) begin
    if (awvalid && awready) begin awvalid <= 0; sent_address = sent_address + 1; end
    if (wvalid && wready) begin wvalid <= 0; sent_data = sent_data + 1; end
    if (arvalid && arready) begin arvalid <= 0; read_sent = read_sent + 1; end
    if ((!awvalid || awready) && sent_address < ACCESSES && go(0)) begin awvalid <= 1; awaddr <= addresses[sent_address]; end
    if ((!wvalid || wready) && sent_data < ACCESSES && go(0)) begin wvalid <= 1; wdata <= values[sent_data]; wstrb <= strobes[sent_data]; end
    if ((!arvalid || arready) && read_sent < reads && go(0)) begin arvalid <= 1; araddr <= read_addresses[read_sent]; end
    bready <= go(0);
    rready <= go(0);
    if (bvalid && bready) begin
      if (bresp !== responses[answered]) fail("wrong response to a write");
      answered = answered + 1;
    end
    if (rvalid && rready) begin
      if (rresp !== read_responses[read_answered]) fail("wrong response to a read");
      if (rresp == OKAY && rdata !== read_values[read_answered]) fail("wrong read");
      read_answered = read_answered + 1;
    end
  end

  // What is offered stays until it is accepted.
  reg        held_b = 0, held_r = 0;
  reg [33:0] last_r;
  reg [1:0]  last_b;
  always @(posedge clk) begin
    held_b <= bvalid && !bready && rst_n;
    held_r <= rvalid && !rready && rst_n;
    last_b <= bresp;
    last_r <= { rresp, rdata };
    if (held_b && (!bvalid || bresp !== last_b)) fail("a write response changes");
    if (held_r && (!rvalid || { rresp, rdata } !== last_r)) fail("a read response changes");
  end

  initial begin
    for (i = 0; i < WINDOWS; i = i + 1) expected[i] = i * 32'h0123_4567;
    for (i = 0; i < MEMORY_WORDS; i = i + 1) tile.memory[i] = expected[i];
    for (i = 0; i < CORES*PROGRAM_WORDS; i = i + 1) tile.programs[i] = expected[MEMORY_WORDS + i];
    for (i = 0; i < CORES*WEIGHT_WORDS; i = i + 1) tile.weights[i] = expected[MEMORY_WORDS + CORES*PROGRAM_WORDS + i];
    for (i = 0; i < ACCESSES; i = i + 1) choose(i);
    sent_address = 0; sent_data = 0; answered = 0; read_sent = 0; read_answered = 0;
    reads = ACCESSES;
    repeat (3) @(negedge clk);
    rst_n = 1;
    wait (answered == ACCESSES && read_answered == ACCESSES);

    // Reads of all there is.
    @(negedge clk);
    for (i = 0; i < WINDOWS; i = i + 1) begin read_addresses[i] = place(i); read_values[i] = expected[i]; read_responses[i] = OKAY; end
    read_sent = 0; read_answered = 0; reads = WINDOWS;
    wait (read_answered == WINDOWS);

    // Without stalls, a write to a program each cycle.
    @(negedge clk);
    patient = 1;
    for (i = 0; i < ACCESSES; i = i + 1) begin addresses[i] = `INSTRUCTIONS_BASE + (i % PROGRAM_WORDS) * 4; strobes[i] = 4'hf; responses[i] = OKAY; end
    sent_address = ACCESSES - STREAM; sent_data = sent_address; answered = sent_address;
    begun = $time;
    wait (answered == ACCESSES);
    if ($time - begun > (STREAM + 6) * 10) fail("writes do not follow each other");
    $display("passed");
    $finish;
  end

  initial #3_000_000 fail("no end");
endmodule
