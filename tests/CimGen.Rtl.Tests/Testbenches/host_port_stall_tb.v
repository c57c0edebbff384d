// The host port under a host that misbehaves: channels that stall for ever in every combination, accesses that never end on one side, and
// STATUS read around START. Prints "passed", or what went wrong. HostPortTests gives the map as macros.
`timescale 1ns / 1ns
`default_nettype none

module host_port_stall_tb;
  localparam KINDS = 4, LONG = 400, FEWEST = 8, MOST_WAIT = 200, TIMES = 30;
  localparam [1:0] OKAY = 2'b00;
  localparam [31:0] CONTROL = 32'h20, STATUS = 32'h24, IRQ_ENABLE = 32'h28;
  localparam [31:0] START = 32'h1, ABORT = 32'h2, RUNNING = 32'h1, DONE = 32'h2, FAULT = 32'h4;

  reg clk = 0, rst_n = 0;
  always #5 clk = !clk;

  reg  [31:0] awaddr, wdata, araddr;
  reg         awvalid = 0, wvalid = 0, arvalid = 0;
  wire        awready, wready, arready, bvalid, rvalid, bready, rready;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire        imem_we, weight_we, imem_ren, weight_ren, core_rvalid, rreq, wreq, rgnt, wgnt, mrvalid, mwready;
  wire [15:0] core;
  wire [7:0]  addr;
  wire [31:0] data, core_rdata, maddr, mdata, mrdata;
  wire [3:0]  mstrb;
  wire        start, abort, running, fault;
  reg         ends = 0, faults = 0;

  cim_axi_host dut (
    .clk_i (clk), .rst_ni (rst_n),
    .axi_awaddr_i (awaddr[`ADDRESS_WIDTH-1:0]), .axi_awvalid_i (awvalid), .axi_awready_o (awready),
    .axi_wdata_i (wdata), .axi_wstrb_i (4'hf), .axi_wvalid_i (wvalid), .axi_wready_o (wready),
    .axi_bresp_o (bresp), .axi_bvalid_o (bvalid), .axi_bready_i (bready),
    .axi_araddr_i (araddr[`ADDRESS_WIDTH-1:0]), .axi_arvalid_i (arvalid), .axi_arready_o (arready),
    .axi_rdata_o (rdata), .axi_rresp_o (rresp), .axi_rvalid_o (rvalid), .axi_rready_i (rready),
    .irq_o (), .start_o (start), .abort_o (abort), .running_i (running), .fault_i (fault), .cycles_i (64'd0),
    .imem_we_o (imem_we), .weight_we_o (weight_we), .imem_ren_o (imem_ren), .weight_ren_o (weight_ren), .core_o (core), .addr_o (addr),
    .data_o (data), .core_rvalid_i (core_rvalid), .core_rdata_i (core_rdata),
    .rreq_o (rreq), .wreq_o (wreq), .maddr_o (maddr), .mstrb_o (mstrb), .mdata_o (mdata),
    .rgnt_i (rgnt), .wgnt_i (wgnt), .rvalid_i (mrvalid), .rdata_i (mrdata), .wready_i (mwready)
  );

  host_port_tile tile (
    .clk (clk), .start (start), .abort (abort), .ends (ends), .faults (faults), .running (running), .fault (fault),
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

  // Accesses are offered without end while their channel goes.
  reg        aw_goes = 0, w_goes = 0, b_goes = 1, ar_goes = 0, r_goes = 1;
  reg [31:0] write_address, write_data, read_address;
  integer    awrites = 0, wwrites = 0, written = 0, areads = 0, answered = 0;

  assign bready = b_goes;
  assign rready = r_goes;

  always @(posedge clk) if (rst_n) begin
    awvalid <= aw_goes || (awvalid && !awready);
    wvalid  <= w_goes || (wvalid && !wready);
    arvalid <= ar_goes || (arvalid && !arready);
    if (!awvalid || awready) awaddr <= write_address;
    if (!wvalid || wready) wdata <= write_data;
    if (!arvalid || arready) araddr <= read_address;
    awrites  = awrites + (awvalid && awready);
    wwrites  = wwrites + (wvalid && wready);
    areads   = areads + (arvalid && arready);
    written  = written + (bvalid && bready);
    answered = answered + (rvalid && rready);
    if (bvalid && bready && bresp !== OKAY) fail("a write is refused");
    if (rvalid && rready && rresp !== OKAY) fail("a read is refused");
  end

  function [31:0] place(input integer kind);
    case (kind)
      0: place = IRQ_ENABLE;
      1: place = `MEMORY_BASE + 32'd8;
      2: place = `INSTRUCTIONS_BASE + `INSTRUCTIONS_STRIDE + 32'd4;
      default: place = `WEIGHTS_BASE + 32'd12;
    endcase
  endfunction

  // No channel offers anything new and none stalls: all that was sent is answered, once. Of a write that has only half been sent the other
  // half follows.
  integer waited;

  task drain;
    begin
      { aw_goes, w_goes, b_goes, ar_goes, r_goes } = 5'b00101;
      @(negedge clk);
      while (awrites + awvalid != wwrites + wvalid) begin
        if (awrites + awvalid < wwrites + wvalid) aw_goes = 1; else w_goes = 1;
        @(negedge clk);
        { aw_goes, w_goes } = 2'b00;
      end
      for (waited = 0; (awvalid || wvalid || arvalid || written != wwrites || answered != areads) && waited < MOST_WAIT; waited = waited + 1) @(negedge clk);
      if (waited == MOST_WAIT) fail("a response does not come");
      repeat (20) @(negedge clk);
      if (written != wwrites || answered != areads) fail("a response too many");
    end
  endtask

  // ------------------------------------------------------------------- stalls

  integer write_kind, read_kind, stalls, written_before, answered_before, i;

  task stall;
    begin
      { aw_goes, w_goes, b_goes, ar_goes, r_goes } = ~stalls;
      written_before = written;
      answered_before = answered;
      repeat (LONG) @(negedge clk);
      if (stalls[4:2] == 0 ? written - written_before < FEWEST : written != written_before) fail("wrong number of writes");
      if (stalls[1:0] == 0 ? answered - answered_before < FEWEST : answered != answered_before) fail("wrong number of reads");
      drain;
    end
  endtask

  // One access of a side while the other side never pauses.
  task read_beside_writes;
    begin
      { aw_goes, w_goes } = 2'b11;
      repeat (TIMES) begin
        answered_before = answered;
        ar_goes = 1;
        @(negedge clk);
        ar_goes = 0;
        for (waited = 0; answered == answered_before && waited < MOST_WAIT; waited = waited + 1) @(negedge clk);
        if (waited == MOST_WAIT) fail("a read starves");
      end
      drain;
    end
  endtask

  task write_beside_reads;
    begin
      ar_goes = 1;
      repeat (TIMES) begin
        written_before = written;
        { aw_goes, w_goes } = 2'b11;
        @(negedge clk);
        { aw_goes, w_goes } = 2'b00;
        for (waited = 0; written == written_before && waited < MOST_WAIT; waited = waited + 1) @(negedge clk);
        if (waited == MOST_WAIT) fail("a write starves");
      end
      drain;
    end
  endtask

  // ------------------------------------------------------------------- STATUS

  // In the cycle behind START and ABORT, STATUS shows nothing of the run before; and one that is over is done at once. A response that is
  // offered shows the state of the cycle before.
  reg     polls = 0, started = 0, aborted = 0, behind_start = 0, behind_abort = 0;
  integer starts_shown = 0, aborts_shown = 0;

  always @(posedge clk) begin
    if (start) { started, aborted } = 2'b10;
    if (abort) { started, aborted } = 2'b01;
    if (running && ends) started = 0;
    behind_start <= start;
    behind_abort <= abort;
  end

  always @(negedge clk) if (polls && rvalid) begin
    if (started && rdata !== RUNNING) fail("STATUS behind START");
    if (aborted && rdata !== 32'd0) fail("STATUS behind ABORT");
    if (!started && !aborted && (rdata & ~FAULT) !== RUNNING && (rdata & ~FAULT) !== DONE) fail("STATUS at the end");
    starts_shown = starts_shown + behind_start;
    aborts_shown = aborts_shown + behind_abort;
  end

  task control(input [31:0] bits);
    begin
      write_data = bits;
      { aw_goes, w_goes } = 2'b11;
      @(negedge clk);
      { aw_goes, w_goes } = 2'b00;
      repeat (10 + {$random} % 8) @(negedge clk);
    end
  endtask

  task poll_around_control;
    begin
      write_address = CONTROL;
      read_address = STATUS;
      control(START);
      ar_goes = 1;
      polls = 1;
      repeat (TIMES) begin
        { ends, faults } = 2'b11;
        @(negedge clk);
        { ends, faults } = 2'b00;
        repeat (10 + {$random} % 8) @(negedge clk);
        if (!fault || running) fail("the tile has not ended");
        control(START);
        if (!running) fail("the tile has not started");
        if ({$random} % 2) begin
          control(ABORT);
          if (running) fail("the tile has not been aborted");
          control(START);
        end
      end
      polls = 0;
      drain;
      if (starts_shown < TIMES / 4) fail("too few polls right behind START");
      if (aborts_shown < TIMES / 16) fail("too few polls right behind ABORT");
    end
  endtask

  initial begin
    repeat (3) @(negedge clk);
    rst_n = 1;
    write_data = 32'd0;
    for (write_kind = 0; write_kind < KINDS; write_kind = write_kind + 1) begin
      for (read_kind = 0; read_kind < KINDS; read_kind = read_kind + 1) begin
        write_address = place(write_kind);
        read_address = place(read_kind);
        for (stalls = 0; stalls < 32; stalls = stalls + 1) stall;
        read_beside_writes;
        write_beside_reads;
      end
    end
    poll_around_control;
    $display("passed");
    $finish;
  end

  initial #10_000_000 fail("no end");
endmodule
