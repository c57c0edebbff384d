// The host port of the small machine between a host and a tile that stall at random. Prints "passed", or what went wrong.
`timescale 1ns / 1ns
`default_nettype none

module host_port_tb;
  localparam CORES = 4, PROGRAM_WORDS = 256, WEIGHT_WORDS = 64, MEMORY_WORDS = 1024, LATENCY = 2;
  localparam ACCESSES = 4000, STREAM = 200;
  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;

  reg clk = 0, rst_n = 0;
  always #5 clk = !clk;

  reg  [31:0] awaddr, wdata, araddr;
  reg  [3:0]  wstrb;
  reg         awvalid = 0, wvalid = 0, arvalid = 0, bready = 0, rready = 0;
  wire        awready, wready, arready, bvalid, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire        imem_we, weight_we, rreq, wreq;
  wire [15:0] core;
  wire [7:0]  addr;
  wire [31:0] data, maddr, mdata;
  wire [3:0]  mstrb;
  reg         rgnt = 0, wgnt = 0, beat = 0;
  reg  [31:0] beat_addr;
  reg  [LATENCY:0]         flight = 0;
  reg  [32*(LATENCY+1)-1:0] flight_addr;

  reg  [31:0] programs [0:CORES*PROGRAM_WORDS-1], expected_programs [0:CORES*PROGRAM_WORDS-1];
  reg  [31:0] weights [0:CORES*WEIGHT_WORDS-1], expected_weights [0:CORES*WEIGHT_WORDS-1];
  reg  [31:0] memory [0:MEMORY_WORDS-1], expected_memory [0:MEMORY_WORDS-1];

  cim_axi_host dut (
    .clk_i (clk), .rst_ni (rst_n),
    .axi_awaddr_i (awaddr), .axi_awvalid_i (awvalid), .axi_awready_o (awready),
    .axi_wdata_i (wdata), .axi_wstrb_i (wstrb), .axi_wvalid_i (wvalid), .axi_wready_o (wready),
    .axi_bresp_o (bresp), .axi_bvalid_o (bvalid), .axi_bready_i (bready),
    .axi_araddr_i (araddr), .axi_arvalid_i (arvalid), .axi_arready_o (arready),
    .axi_rdata_o (rdata), .axi_rresp_o (rresp), .axi_rvalid_o (rvalid), .axi_rready_i (rready),
    .irq_o (), .start_o (), .running_i (1'b0), .fault_i (1'b0), .cycles_i (64'd0),
    .imem_we_o (imem_we), .weight_we_o (weight_we), .core_o (core), .addr_o (addr), .data_o (data),
    .rreq_o (rreq), .wreq_o (wreq), .maddr_o (maddr), .mstrb_o (mstrb), .mdata_o (mdata),
    .rgnt_i (rgnt && rreq), .wgnt_i (wgnt && wreq), .rvalid_i (flight[LATENCY]), .rdata_i (memory[flight_addr[32*LATENCY+2 +: 10]]), .wready_i (beat)
  );

  task fail(input [8*40-1:0] what);
    begin
      $display("%0s at %0t", what, $time);
      $finish;
    end
  endtask

  // ---------------------------------------------------------------------- tile

  integer lane;
  always @(posedge clk) begin
    rgnt <= ($random & 3) == 0;
    wgnt <= ($random & 3) == 0;
    beat <= wgnt && wreq;
    beat_addr <= maddr;
    flight <= { flight[LATENCY-1:0], rgnt && rreq };
    flight_addr <= { flight_addr[32*LATENCY-1:0], maddr };
    if (imem_we) programs[core*PROGRAM_WORDS + addr] <= data;
    if (weight_we) weights[core*WEIGHT_WORDS + addr[5:0]] <= data;
    if (beat) for (lane = 0; lane < 4; lane = lane + 1) if (mstrb[lane]) memory[beat_addr[11:2]][lane*8 +: 8] <= mdata[lane*8 +: 8];
  end

  // ---------------------------------------------------------------------- host

  reg     patient = 0;  // no stalls of the host
  integer i, sent_address, sent_data, answered, begun;
  reg [31:0] addresses [0:ACCESSES-1], values [0:ACCESSES-1];
  reg [3:0]  strobes [0:ACCESSES-1];
  reg [1:0]  responses [0:ACCESSES-1];
  reg        reading = 0;

  function go(input integer unused);
    go = patient || ($random & 1);
  endfunction

  // Chooses access i and notes what it has to do.
  task choose(input integer n);
    integer c, w, kind;
    begin
      values[n] = $random;
      strobes[n] = 4'hf;
      responses[n] = OKAY;
      c = $random & (CORES - 1);
      kind = $random & 7;
      if (kind < 2) begin
        w = $random & (PROGRAM_WORDS - 1);
        addresses[n] = 32'h2000_0000 + (c << 16) + w * 4;
        expected_programs[c*PROGRAM_WORDS + w] = values[n];
      end else if (kind < 4) begin
        w = $random & (WEIGHT_WORDS - 1);
        addresses[n] = 32'h4000_0000 + (c << 20) + w * 4;
        expected_weights[c*WEIGHT_WORDS + w] = values[n];
      end else if (kind < 7) begin
        w = $random & (MEMORY_WORDS - 1);
        addresses[n] = 32'h1000_0000 + w * 4;
        strobes[n] = $random;
        for (c = 0; c < 4; c = c + 1) if (strobes[n][c]) expected_memory[w][c*8 +: 8] = values[n][c*8 +: 8];
      end else begin
        responses[n] = SLVERR;
        case ($random & 3)
          0: addresses[n] = 32'h1000_1000;                                    // behind shared memory
          1: addresses[n] = 32'h2000_0000 + (CORES << 16);                    // behind the last core
          2: begin addresses[n] = 32'h4000_0000; strobes[n] = 4'h3; end       // half a word
          3: addresses[n] = 32'h0000_0ffc;                                    // no register
        endcase
      end
    end
  endtask

  always @(posedge clk) if (rst_n) begin
    // Responses come in order; the host never waits for one before it goes on.
    if (!reading) begin
      if (awvalid && awready) begin awvalid <= 0; sent_address = sent_address + 1; end
      if (wvalid && wready) begin wvalid <= 0; sent_data = sent_data + 1; end
      if ((!awvalid || awready) && sent_address < ACCESSES && go(0)) begin awvalid <= 1; awaddr <= addresses[sent_address]; end
      if ((!wvalid || wready) && sent_data < ACCESSES && go(0)) begin wvalid <= 1; wdata <= values[sent_data]; wstrb <= strobes[sent_data]; end
      bready <= go(0);
      if (bvalid && bready) begin
        if (bresp !== responses[answered]) fail("wrong response to a write");
        answered = answered + 1;
      end
    end else begin
      if (arvalid && arready) begin arvalid <= 0; sent_address = sent_address + 1; end
      if ((!arvalid || arready) && sent_address < MEMORY_WORDS && go(0)) begin arvalid <= 1; araddr <= 32'h1000_0000 + sent_address * 4; end
      rready <= go(0);
      if (rvalid && rready) begin
        if (rresp !== OKAY || rdata !== expected_memory[answered]) fail("wrong read");
        answered = answered + 1;
      end
    end
  end

  // What is offered stays until it is accepted.
  reg [1:0]  held_b = 0, held_r = 0;
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
    for (i = 0; i < CORES*PROGRAM_WORDS; i = i + 1) begin programs[i] = i; expected_programs[i] = i; end
    for (i = 0; i < CORES*WEIGHT_WORDS; i = i + 1) begin weights[i] = i; expected_weights[i] = i; end
    for (i = 0; i < MEMORY_WORDS; i = i + 1) begin memory[i] = i; expected_memory[i] = i; end
    for (i = 0; i < ACCESSES; i = i + 1) choose(i);
    sent_address = 0; sent_data = 0; answered = 0;
    repeat (3) @(negedge clk);
    rst_n = 1;
    wait (answered == ACCESSES);
    @(negedge clk);
    for (i = 0; i < CORES*PROGRAM_WORDS; i = i + 1) if (programs[i] !== expected_programs[i]) fail("wrong program word");
    for (i = 0; i < CORES*WEIGHT_WORDS; i = i + 1) if (weights[i] !== expected_weights[i]) fail("wrong weight");
    for (i = 0; i < MEMORY_WORDS; i = i + 1) if (memory[i] !== expected_memory[i]) fail("wrong memory word");

    // Reads of what was written.
    sent_address = 0; answered = 0; reading = 1;
    wait (answered == MEMORY_WORDS);

    // Without stalls, a write to a program each cycle.
    @(negedge clk);
    reading = 0; patient = 1;
    for (i = 0; i < ACCESSES; i = i + 1) begin addresses[i] = 32'h2000_0000 + (i % PROGRAM_WORDS) * 4; strobes[i] = 4'hf; responses[i] = OKAY; end
    sent_address = ACCESSES - STREAM; sent_data = sent_address; answered = sent_address;
    begun = $time;
    wait (answered == ACCESSES);
    if ($time - begun > (STREAM + 6) * 10) fail("writes do not follow each other");
    $display("passed");
    $finish;
  end

  initial #2_000_000 fail("no end");
endmodule
