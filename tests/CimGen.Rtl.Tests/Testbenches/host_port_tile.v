// What is behind the host port of HostPortTests' machine: memories, a bus that grants when it likes, and runs that end when `ends` says so.
`timescale 1ns / 1ns
`default_nettype none

module host_port_tile #(
  parameter CORES = 3, PROGRAM_WORDS = 192, WEIGHT_WORDS = 48, MEMORY_WORDS = 768, LATENCY = 2, CORE_LATENCY = 3
) (
  input  wire        clk,
  input  wire        start,
  input  wire        abort,
  input  wire        ends,
  input  wire        faults,
  output reg         running,
  output reg         fault,
  input  wire        imem_we,
  input  wire        weight_we,
  input  wire        imem_ren,
  input  wire        weight_ren,
  input  wire [15:0] core,
  input  wire [7:0]  addr,
  input  wire [31:0] data,
  output wire        core_rvalid,
  output wire [31:0] core_rdata,
  input  wire        rreq,
  input  wire        wreq,
  input  wire [31:0] maddr,
  input  wire [3:0]  mstrb,
  input  wire [31:0] mdata,
  output wire        rgnt,
  output wire        wgnt,
  output wire        rvalid,
  output wire [31:0] rdata,
  output reg         wready
);
  reg [31:0] programs [0:CORES*PROGRAM_WORDS-1];
  reg [31:0] weights [0:CORES*WEIGHT_WORDS-1];
  reg [31:0] memory [0:MEMORY_WORDS-1];

  reg                       rgrants = 0, wgrants = 0;
  reg [31:0]                beat_addr;
  reg [LATENCY:0]           flight = 0;
  reg [32*(LATENCY+1)-1:0]  flight_addr;
  reg [CORE_LATENCY-1:0]    held = 0;

  initial begin
    running = 0;
    fault = 0;
    wready = 0;
  end

  assign rgnt        = rgrants && rreq;
  assign wgnt        = wgrants && wreq;
  assign rvalid      = flight[LATENCY];
  assign rdata       = memory[flight_addr[32*LATENCY+2 +: 10]];
  assign core_rvalid = held[CORE_LATENCY-1];
  assign core_rdata  = !core_rvalid ? 32'hx : imem_ren ? programs[core*PROGRAM_WORDS + addr] : weights[core*WEIGHT_WORDS + addr[5:0]];

  // As in the tile, a fault of the last run is seen in the cycle of start. Before reset, start and abort are unknown.
  always @(posedge clk) begin
    running <= (start === 1'b1) || (running && !ends && (abort !== 1'b1));
    fault   <= (start !== 1'b1) && (abort !== 1'b1) && (fault || (running && faults));
    if (start && (imem_ren || weight_ren)) $display("a read and a start meet");
    if (imem_ren && weight_ren) $display("two memories are read");
  end

  integer lane;
  always @(posedge clk) begin
    rgrants     <= ($random & 3) == 0;
    wgrants     <= ($random & 3) == 0;
    wready      <= wgnt;
    beat_addr   <= maddr;
    flight      <= { flight[LATENCY-1:0], rgnt };
    flight_addr <= { flight_addr[32*LATENCY-1:0], maddr };
    held        <= (imem_ren || weight_ren) ? { held[CORE_LATENCY-2:0], 1'b1 } : {CORE_LATENCY{1'b0}};
    if (imem_we) programs[core*PROGRAM_WORDS + addr] <= data;
    if (weight_we) weights[core*WEIGHT_WORDS + addr[5:0]] <= data;
    if (wready) for (lane = 0; lane < 4; lane = lane + 1) if (mstrb[lane]) memory[beat_addr[11:2]][lane*8 +: 8] <= mdata[lane*8 +: 8];
  end
endmodule
