// machine: bus_tree
// sources: cim_arbiter, cim_channel_arbiter, cim_request_node, cim_bus_node, cim_bus
// sees: flight_q = bus.flight_q, flight_owner_q = bus.flight_owner_q, wbusy_q = bus.wbusy_q, wcall_q = bus.wcall_q, wowner_q = bus.wowner_q, waddr_q = bus.waddr_q, way_q = bus.g_way.way_q, way_addr_q = bus.g_way.way_addr_q, way_owner_q = bus.g_way.way_owner_q, wstrb_q = node.wstrb_q, wdata_q = node.wdata_q
//
// The bus with one of its nodes. A beat that is read goes to the core whose path the request had, a cycle behind the memory. A core
// that is asked for a beat has its data and strobes written to that beat's address, in that order and no others, and what is
// not a store's is never written.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire [31:0] rdata_i,
  input wire [1:0]  rreq_i,
  input wire [1:0]  rpath_i,
  input wire [7:0]  raddr_i,
  input wire [1:0]  rbeats_i,
  input wire [1:0]  wreq_i,
  input wire [1:0]  wclass_i,
  input wire [1:0]  wpath_i,
  input wire [7:0]  waddr_i,
  input wire [1:0]  wbeats_i,
  input wire [127:0] core_wdata_i,
  input wire [15:0] core_wstrb_i,
  input wire [31:0] host_wdata_i,
  input wire [3:0]  host_wstrb_i
);
  // Master 0 of the bus is the node, master 1 the host.
  wire        rindex_o, windex_o, wsource_o, rmaster, wmaster;
  wire [1:0]  rgnt_o, rvalid_o, wgnt_o, wready_o;
  wire [1:0]  rpath_o, wpath_o;
  wire        mem_ren_o, call_valid_o;
  wire [5:0]  mem_raddr_o, mem_waddr_o;
  wire [3:0]  mem_wstrb_o, wstrb;
  wire [31:0] mem_wdata_o, wdata;
  wire [15:0] call_core_o;
  wire [3:0]  call_counter_o;
  wire [3:0]  core_rvalid_o, core_wready_o;
  wire [31:0] core_rdata_o;

  wire        wbusy_q, wcall_q;
  wire [2:0]  flight_owner_q, wowner_q;  // path and master
  wire        flight_q;
  wire [5:0]  waddr_q;
  wire [1:0]  way_q, way_owner_q;
  wire [11:0] way_addr_q;
  wire [3:0]  wstrb_q;
  wire [31:0] wdata_q;

  cim_bus #(.MASTERS(2), .INDEX_WIDTH(1), .BUS_BYTES(4), .WORD_WIDTH(6), .ADDR_WIDTH(8), .BEATS_WIDTH(2), .OWNER_WIDTH(3), .STAGES(1), .LATENCY(1), .CALL_ON_BUS(1)) bus (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .stall_read_i(1'b0), .stall_write_i(1'b0),
    .rreq_i(rreq_i), .rclass_i(2'b0), .rindex_o(rindex_o), .raddr_i(raddr_i), .rbeats_i(rbeats_i), .rowner_i({rpath_i, rindex_o}), .rgnt_o(rgnt_o), .rvalid_o(rvalid_o), .rowner_o({rpath_o, rmaster}),
    .wreq_i(wreq_i), .wclass_i(wclass_i), .windex_o(windex_o), .waddr_i(waddr_i), .wbeats_i(wbeats_i), .wowner_i({wpath_i, windex_o}), .wgnt_o(wgnt_o), .wready_o(wready_o), .wowner_o({wpath_o, wmaster}),
    .wsource_o(wsource_o), .wdata_i(wsource_o ? host_wdata_i : wdata), .wstrb_i(wsource_o ? host_wstrb_i : wstrb),
    .mem_ren_o(mem_ren_o), .mem_raddr_o(mem_raddr_o), .mem_wstrb_o(mem_wstrb_o), .mem_waddr_o(mem_waddr_o), .mem_wdata_o(mem_wdata_o),
    .call_valid_o(call_valid_o), .call_core_o(call_core_o), .call_counter_o(call_counter_o)
  );

  cim_bus_node #(.LEVEL(1), .BUS_BYTES(4), .PATH_WIDTH(2), .PLACE_WIDTH(4)) node (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i),
    .child_rreq_i(4'd0), .child_rclass_i(4'd0), .child_rrequest_i(24'd0), .child_rgnt_o(), .child_rvalid_o(core_rvalid_o), .child_rpath_o(), .child_rdata_o(core_rdata_o),
    .child_wreq_i(4'd0), .child_wclass_i(4'd0), .child_wrequest_i(24'd0), .child_wgnt_o(), .child_wready_o(core_wready_o), .child_wpath_o(),
    .child_wdata_i(core_wdata_i), .child_wstrb_i(core_wstrb_i),
    .rreq_o(), .rclass_o(), .rrequest_o(), .rgnt_i(1'b0), .rvalid_i(rvalid_o[0]), .rpath_i(rpath_o), .rdata_i(rdata_i),
    .wreq_o(), .wclass_o(), .wrequest_o(), .wgnt_i(1'b0), .wready_i(wready_o[0]), .wpath_i(wpath_o), .wdata_o(wdata), .wstrb_o(wstrb)
  );

  // A word that the memory showed in the cycle before, for a core.
  reg        reading;
  reg [2:0]  reader;
  reg [31:0] word;
  // A write beat: shown by the core, here, written.
  reg        shown, taken;
  reg        shown_call, taken_call;
  reg [2:0]  shown_owner, taken_owner;
  reg [5:0]  shown_addr, taken_addr;
  reg [31:0] taken_data;
  reg [3:0]  taken_strb;
  reg        due;
  reg [5:0]  due_addr;
  reg [31:0] due_data;
  reg [3:0]  due_strb;
  reg        reset;
  reg        running = 1'b0;

  always @(posedge clk_i) begin
    running <= 1'b1;
    reset   <= !rst_ni;
    reading     <= rst_ni && flight_q && !flight_owner_q[0];
    reader      <= flight_owner_q;
    word        <= rdata_i;
    shown       <= rst_ni && wbusy_q;
    shown_call  <= wcall_q;
    shown_owner <= wowner_q;
    shown_addr  <= waddr_q;
    taken       <= rst_ni && shown;
    taken_call  <= shown_call;
    taken_owner <= shown_owner;
    taken_addr  <= shown_addr;
    taken_data  <= core_wdata_i[shown_owner[2:1]*32 +: 32];
    taken_strb  <= core_wstrb_i[shown_owner[2:1]*4 +: 4];
    due         <= rst_ni && taken && !taken_call;
    due_addr    <= taken_addr;
    due_data    <= taken_owner[0] ? host_wdata_i : taken_data;
    due_strb    <= taken_owner[0] ? host_wstrb_i : taken_strb;
  end

  always @* begin
    if (!running) assume (!rst_ni);
    if ((|wgnt_o) && wclass_i[windex_o]) assume (wbeats_i == 2'd0);
    if (running) begin
      // The read beat of a core: at that core alone, with the memory's word.
      assert (core_rvalid_o == (reading ? 4'd1 << reader[2:1] : 4'd0));
      if (reading) assert (core_rdata_o == word);
      // The write beat of a core: asked for at that core alone.
      assert (core_wready_o == (shown && !shown_owner[0] ? 4'd1 << shown_owner[2:1] : 4'd0));
      // What is written is what the core or the host showed, where its transfer was.
      assert (mem_wstrb_o == (due ? due_strb : 4'd0));
      if (due) assert (mem_waddr_o == due_addr && mem_wdata_o == due_data);
      assert (call_valid_o == (shown && shown_call));
      // The pipelines agree.
      assert (way_q == {taken && !taken_call, shown && !shown_call});
      if (shown) assert (way_addr_q[5:0] == shown_addr && way_owner_q[0] == shown_owner[0]);
      if (taken) assert (way_addr_q[11:6] == taken_addr && way_owner_q[1] == taken_owner[0]);
      if (!reset) assert (wstrb_q == (taken && !taken_owner[0] ? taken_strb : 4'd0));
      if (taken && !taken_owner[0]) assert (wdata_q == taken_data);
    end
  end
endmodule
