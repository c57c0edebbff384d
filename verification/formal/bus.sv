// sources: cim_arbiter, cim_channel_arbiter, cim_bus
// sees: rbusy_q = dut.rbusy_q, rowner_q = dut.rowner_q, rleft_q = dut.rleft_q, flight_q = dut.flight_q, flight_owner_q = dut.flight_owner_q, wbusy_q = dut.wbusy_q, wcall_q = dut.wcall_q, wleft_q = dut.wleft_q, wcore_q = dut.wcore_q, wcounter_q = dut.wcounter_q
//
// Each master gets exactly the beats that it was granted, on both channels, one master at a time; a channel grants only when its
// last transfer ends; the first beat is in the cycle after the grant; and each CALL arrives once.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire        stall_read_i,
  input wire        stall_write_i,
  input wire [2:0]  rreq_i,
  input wire [2:0]  rclass_i,
  input wire [31:0] raddr_i,
  input wire [2:0]  rbeats_i,
  input wire [2:0]  wreq_i,
  input wire [2:0]  wclass_i,
  input wire [31:0] waddr_i,
  input wire [2:0]  wbeats_i,
  input wire [31:0] wdata_i,
  input wire [3:0]  wstrb_i
);
  localparam MASTERS = 3, LATENCY = 2;

  wire [1:0]  rindex_o, windex_o, wowner_o, wsource_o;
  wire [2:0]  rgnt_o, rvalid_o, wgnt_o, wready_o;
  wire        mem_ren_o, call_valid_o;
  wire [7:0]  mem_raddr_o, mem_waddr_o;
  wire [3:0]  mem_wstrb_o;
  wire [31:0] mem_wdata_o;
  wire [15:0] call_core_o;
  wire [3:0]  call_counter_o;

  wire        rbusy_q, wbusy_q, wcall_q;
  wire [1:0]  rowner_q, flight_q;
  wire [3:0]  flight_owner_q;
  wire [2:0]  rleft_q, wleft_q;
  wire [15:0] wcore_q;
  wire [3:0]  wcounter_q;

  cim_bus #(.MASTERS(MASTERS), .INDEX_WIDTH(2), .OWNER_WIDTH(2), .STAGES(0), .BUS_BYTES(4), .WORD_WIDTH(8), .ADDR_WIDTH(32), .BEATS_WIDTH(3), .LATENCY(LATENCY), .CALL_ON_BUS(1)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .stall_read_i(stall_read_i), .stall_write_i(stall_write_i),
    .rreq_i(rreq_i), .rclass_i(rclass_i), .rindex_o(rindex_o), .raddr_i(raddr_i), .rbeats_i(rbeats_i), .rowner_i(rindex_o), .rgnt_o(rgnt_o), .rvalid_o(rvalid_o), .rowner_o(),
    .wreq_i(wreq_i), .wclass_i(wclass_i), .windex_o(windex_o), .waddr_i(waddr_i), .wbeats_i(wbeats_i), .wowner_i(windex_o), .wgnt_o(wgnt_o), .wready_o(wready_o),
    .wowner_o(wowner_o), .wsource_o(wsource_o), .wdata_i(wdata_i), .wstrb_i(wstrb_i),
    .mem_ren_o(mem_ren_o), .mem_raddr_o(mem_raddr_o), .mem_wstrb_o(mem_wstrb_o), .mem_waddr_o(mem_waddr_o), .mem_wdata_o(mem_wdata_o),
    .call_valid_o(call_valid_o), .call_core_o(call_core_o), .call_counter_o(call_counter_o)
  );

  (* anyconst *) wire [1:0]  watched;          // a master
  (* anyconst *) wire [19:0] watched_call;     // a core and a counter
  wire rgrant = rgnt_o[watched], wgrant = wgnt_o[watched];
  wire calls = (|wgnt_o) && wclass_i[windex_o] && { waddr_i[23:8], waddr_i[5:2] } == watched_call;
  wire arrives = call_valid_o && { call_core_o, call_counter_o } == watched_call;

  reg [7:0] rgranted, rgot, wgranted, wgot, called, arrived;
  reg       rfirst, wfirst;
  reg [7:0] rnext, wnext;   // address of the next beat
  reg       running = 1'b0;
  always @(posedge clk_i) begin
    running <= 1'b1;
    rfirst  <= rst_ni && (|rgnt_o);
    wfirst  <= rst_ni && (|wgnt_o);
    rnext   <= (|rgnt_o) ? raddr_i[9:2] : rnext + 8'd1;
    wnext   <= (|wgnt_o) ? waddr_i[9:2] : wnext + 8'd1;
    if (!rst_ni) begin
      rgranted <= 8'd0;
      rgot     <= 8'd0;
      wgranted <= 8'd0;
      wgot     <= 8'd0;
      called   <= 8'd0;
      arrived  <= 8'd0;
    end else begin
      rgranted <= rgranted + (rgrant ? rbeats_i + 8'd1 : 8'd0);
      rgot     <= rgot + rvalid_o[watched];
      wgranted <= wgranted + (wgrant ? wbeats_i + 8'd1 : 8'd0);
      wgot     <= wgot + wready_o[watched];
      called   <= called + calls;
      arrived  <= arrived + arrives;
    end
  end

  always @* begin
    if (!running) assume (!rst_ni);
    assume (watched < MASTERS);
    if ((|wgnt_o) && wclass_i[windex_o]) assume (wbeats_i == 3'd0);
    if (running) begin
      assert (rowner_q < MASTERS || !rbusy_q);
      assert (flight_owner_q[1:0] < MASTERS || !flight_q[0]);
      assert (flight_owner_q[3:2] < MASTERS || !flight_q[1]);
      assert (wowner_o < MASTERS || !wbusy_q);
      assert (wsource_o == wowner_o);
      // One master at a time, and grants only to those that ask.
      assert ((rvalid_o & (rvalid_o - 3'd1)) == 3'd0 && (wready_o & (wready_o - 3'd1)) == 3'd0);
      assert ((rgnt_o & (rgnt_o - 3'd1)) == 3'd0 && (wgnt_o & (wgnt_o - 3'd1)) == 3'd0);
      assert ((rgnt_o & ~rreq_i) == 3'd0 && (wgnt_o & ~wreq_i) == 3'd0);
      if (|rgnt_o) assert (rgnt_o[rindex_o] && (!rbusy_q || rleft_q == 3'd0) && !stall_read_i);
      if (|wgnt_o) assert (wgnt_o[windex_o] && (!wbusy_q || wleft_q == 3'd0) && !stall_write_i);
      if ((|rreq_i) && (!rbusy_q || rleft_q == 3'd0) && !stall_read_i) assert (|rgnt_o);
      if ((|wreq_i) && (!wbusy_q || wleft_q == 3'd0) && !stall_write_i) assert (|wgnt_o);
      // The first beat follows the grant at once, the others follow it.
      if (rfirst) assert (rbusy_q);
      if (wfirst) assert (wbusy_q);
      if (rbusy_q) assert (mem_ren_o && mem_raddr_o == rnext);
      // No beat is lost or invented.
      assert (rgranted - rgot == (rbusy_q && rowner_q == watched ? rleft_q + 8'd1 : 8'd0)
        + (flight_q[0] && flight_owner_q[1:0] == watched) + (flight_q[1] && flight_owner_q[3:2] == watched));
      assert (wgranted - wgot == (wbusy_q && wowner_o == watched ? wleft_q + 8'd1 : 8'd0));
      assert (called - arrived == (wbusy_q && wcall_q && { wcore_q, wcounter_q } == watched_call) + arrives);
      if (wbusy_q && wcall_q) assert (wleft_q == 3'd0);
      if (call_valid_o) assert (mem_wstrb_o == 4'd0);
    end
  end
endmodule
