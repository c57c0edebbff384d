// An AXI4-Lite memory that stalls and refuses at random, and knows which accesses it may expect. Says what goes wrong and ends the simulation.
`timescale 1ps / 1ps
`default_nettype none

module axi_memory (
  input  wire        clk_i,
  input  wire        rst_ni,
  input  wire [31:0] awaddr,
  input  wire        awvalid,
  output reg         awready,
  input  wire [31:0] wdata,
  input  wire [3:0]  wstrb,
  input  wire        wvalid,
  output reg         wready,
  output reg  [1:0]  bresp,
  output reg         bvalid,
  input  wire        bready,
  input  wire [31:0] araddr,
  input  wire        arvalid,
  output reg         arready,
  output reg  [31:0] rdata,
  output reg  [1:0]  rresp,
  output reg         rvalid,
  input  wire        rready
);
  localparam WORDS = 1024, EXPECTED = 16384;
  localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10, DECERR = 2'b11;

  task fail(input [8*48-1:0] what);
    begin
      $display("%0s at %0t", what, $time);
      $finish;
    end
  endtask

  // Accesses in the order in which the host asks for them. An address is refused when its upper half says so.
  reg [31:0] writes [0:EXPECTED-1], values [0:EXPECTED-1], reads [0:EXPECTED-1], memory [0:WORDS-1];
  integer    asked_writes = 0, done_writes = 0, asked_reads = 0, done_reads = 0;

  function [1:0] response(input [31:0] address);
    response = (address[31:28] == 4'he) ? SLVERR : (address[31:28] == 4'hf) ? DECERR : OKAY;
  endfunction

  // Cycles from the valid signals to the response: up to `stall`, or exactly that with `exact`.
  integer stall = 4, exact = 0;
  integer write_age = 0, read_age = 0, aw_at = 0, w_at = 0, b_at = 0, ar_at = 0, r_at = 0;
  reg     had_aw = 0, had_w = 0, had_ar = 0, in_write = 0, in_read = 0;

  function integer within(input integer least, input integer most);
    within = least + $unsigned($random) % (most - least + 1);
  endfunction

  always @(posedge clk_i) if (rst_ni) begin
    if (awvalid && awready) begin
      if (had_aw || awaddr !== writes[done_writes]) fail("wrong write address");
      had_aw <= 1; awready <= 0;
    end
    if (wvalid && wready) begin
      if (had_w || wdata !== values[done_writes] || wstrb !== 4'hf) fail("wrong write data");
      had_w <= 1; wready <= 0;
    end
    if (bvalid && bready) begin bvalid <= 0; in_write <= 0; had_aw <= 0; had_w <= 0; done_writes = done_writes + 1; end
    if (!in_write) begin
      // Either channel may come first.
      if (awvalid || wvalid) begin
        if (done_writes == asked_writes) fail("a write that nobody asked for");
        in_write <= 1; write_age <= 2;
        b_at <= exact ? stall : within(2, stall + 2);
        aw_at <= exact ? 2 : within(2, stall + 2); w_at <= exact ? 2 : within(2, stall + 2);
      end
    end else begin
      write_age <= write_age + 1;
      if (!had_aw && !awready && write_age >= aw_at) awready <= 1;
      if (!had_w && !wready && write_age >= w_at) wready <= 1;
      if (had_aw && had_w && !bvalid && write_age >= b_at - 1) begin
        bvalid <= 1; bresp <= response(writes[done_writes]);
        if (response(writes[done_writes]) == OKAY) memory[writes[done_writes][11:2]] <= values[done_writes];
      end
    end

    if (arvalid && arready) begin
      if (had_ar || araddr !== reads[done_reads]) fail("wrong read address");
      had_ar <= 1; arready <= 0;
    end
    if (rvalid && rready) begin rvalid <= 0; rdata <= 32'hx; in_read <= 0; had_ar <= 0; done_reads = done_reads + 1; end
    if (!in_read) begin
      if (arvalid) begin
        if (done_reads == asked_reads) fail("a read that nobody asked for");
        in_read <= 1; read_age <= 2;
        ar_at <= within(2, stall + 2); r_at <= within(2, stall + 2);
      end
    end else begin
      read_age <= read_age + 1;
      if (!had_ar && !arready && read_age >= ar_at) arready <= 1;
      if (had_ar && !rvalid && read_age >= r_at) begin rvalid <= 1; rresp <= response(reads[done_reads]); rdata <= memory[reads[done_reads][11:2]]; end
    end
  end

  // What is offered stays until it is accepted.
  reg        held_aw = 0, held_w = 0, held_ar = 0;
  reg [31:0] last_aw, last_w, last_ar;
  always @(posedge clk_i) begin
    held_aw <= awvalid && !awready && rst_ni; last_aw <= awaddr;
    held_w  <= wvalid && !wready && rst_ni;   last_w  <= wdata;
    held_ar <= arvalid && !arready && rst_ni; last_ar <= araddr;
    if (held_aw && (!awvalid || awaddr !== last_aw)) fail("a write address changes");
    if (held_w && (!wvalid || wdata !== last_w)) fail("write data change");
    if (held_ar && (!arvalid || araddr !== last_ar)) fail("a read address changes");
  end

  // ------------------------------------------------------------ what is expected

  task expect_write(input [31:0] address, input [31:0] value);
    begin
      writes[asked_writes] = address;
      values[asked_writes] = value;
      asked_writes = asked_writes + 1;
    end
  endtask

  task expect_read(input [31:0] address);
    begin
      reads[asked_reads] = address;
      asked_reads = asked_reads + 1;
    end
  endtask

  function [31:0] word_at(input [31:0] address);
    word_at = memory[address[11:2]];
  endfunction

  integer i;
  initial begin
    for (i = 0; i < WORDS; i = i + 1) memory[i] = $random;
    awready = 0; wready = 0; bvalid = 0; arready = 0; rvalid = 0;
  end
endmodule
