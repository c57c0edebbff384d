// sources: cim_skid, cim_axi_host
// sees: state_q = dut.state_q, is_read_q = dut.is_read_q, bnext_q = dut.bnext_q, over_bus = dut.over_bus, in_core = dut.in_core, aw_full = dut.u_aw.full_q, w_full = dut.u_w.full_q, ar_full = dut.u_ar.full_q
// cycles: 32
//
// The host port keeps the rules of AXI4-Lite: a response for each request and none without, and what it offers stays until it is
// accepted. The tile may answer when it likes; as long as it answers within LIMIT cycles, a response is offered within BOUND cycles on
// each channel, whatever the host does on the other one: neither waits for the other channel's host, and neither starves.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire [31:0] awaddr,
  input wire        awvalid,
  input wire [31:0] wdata,
  input wire [3:0]  wstrb,
  input wire        wvalid,
  input wire        bready,
  input wire [31:0] araddr,
  input wire        arvalid,
  input wire        rready,
  input wire        running_i,
  input wire        fault_i,
  input wire [63:0] cycles_i,
  input wire        core_rvalid_i,
  input wire [31:0] core_rdata_i,
  input wire        rgnt_i,
  input wire        wgnt_i,
  input wire        rvalid_i,
  input wire [31:0] rdata_i,
  input wire        wready_i
);
  wire        awready, wready, arready, bvalid, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire        start, abort, imem_we, weight_we, imem_ren, weight_ren, rreq, wreq;

  wire [1:0]  state_q;
  wire        is_read_q, bnext_q, over_bus, in_core, aw_full, w_full, ar_full;

  cim_axi_host dut (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .axi_awaddr_i(awaddr), .axi_awvalid_i(awvalid), .axi_awready_o(awready), .axi_wdata_i(wdata), .axi_wstrb_i(wstrb), .axi_wvalid_i(wvalid),
    .axi_wready_o(wready), .axi_bresp_o(bresp), .axi_bvalid_o(bvalid), .axi_bready_i(bready),
    .axi_araddr_i(araddr), .axi_arvalid_i(arvalid), .axi_arready_o(arready), .axi_rdata_o(rdata), .axi_rresp_o(rresp), .axi_rvalid_o(rvalid),
    .axi_rready_i(rready), .start_o(start), .abort_o(abort), .running_i(running_i), .fault_i(fault_i), .cycles_i(cycles_i),
    .imem_we_o(imem_we), .weight_we_o(weight_we), .imem_ren_o(imem_ren), .weight_ren_o(weight_ren), .core_rvalid_i(core_rvalid_i),
    .core_rdata_i(core_rdata_i), .rreq_o(rreq), .wreq_o(wreq), .rgnt_i(rgnt_i), .wgnt_i(wgnt_i), .rvalid_i(rvalid_i),
    .rdata_i(rdata_i), .wready_i(wready_i)
  );

  localparam [1:0] IDLE = 2'd0, ACCESS = 2'd1, REQUEST = 2'd2, REPLY = 2'd3;

  // ------------------------------------------------------------------ account

  reg [7:0]  addresses, words, writes, reads, answers;
  reg        running = 1'b0;
  reg        b_held, r_held, requested_read, requested_write, was_reading;
  reg [1:0]  b_last;
  reg [33:0] r_last;
  always @(posedge clk_i) begin
    running         <= 1'b1;
    b_held          <= rst_ni && bvalid && !bready;
    r_held          <= rst_ni && rvalid && !rready;
    b_last          <= bresp;
    r_last          <= { rresp, rdata };
    requested_read  <= rst_ni && rreq && !rgnt_i;
    requested_write <= rst_ni && wreq && !wgnt_i;
    was_reading     <= rst_ni && (imem_ren || weight_ren);
    if (!rst_ni) begin
      addresses <= 8'd0;
      words     <= 8'd0;
      writes    <= 8'd0;
      reads     <= 8'd0;
      answers   <= 8'd0;
    end else begin
      addresses <= addresses + (awvalid && awready);
      words     <= words + (wvalid && wready);
      writes    <= writes + (bvalid && bready);
      reads     <= reads + (arvalid && arready);
      answers   <= answers + (rvalid && rready);
    end
  end

  wire at_write = (state_q != IDLE) && !is_read_q;
  wire at_read = (state_q != IDLE) && is_read_q;

  always @* begin
    if (!running) assume (!rst_ni);
    if (running) begin
      // Requests and responses balance: what is missing is in a skid buffer, under way, or offered.
      assert (addresses - writes == aw_full + at_write + bvalid + bnext_q);
      assert (words - writes == w_full + at_write + bvalid + bnext_q);
      assert (reads - answers == ar_full + at_read + rvalid);
      // What is under way finds room for its response.
      assert (at_write + bvalid + bnext_q <= 2);
      assert (at_read + rvalid <= 1);
      if (bnext_q) assert (bvalid);
      // Offers stay.
      if (b_held) assert (bvalid && bresp == b_last);
      if (r_held) assert (rvalid && { rresp, rdata } == r_last);
      // To the bus, too: a request is held until it is granted, and there is one at a time.
      if (requested_read) assert (rreq);
      if (requested_write) assert (wreq);
      assert (!(rreq && wreq));
      // While a run is under way nothing is loaded and none starts.
      if (running_i && !abort) assert (!imem_we && !weight_we);
      // For two cycles before a start the cores' memories are shown no address of the host's.
      if (start) assert (!imem_ren && !weight_ren && !was_reading);
      // An abort resets the tile while it has no access.
      if (abort) assert (state_q < REQUEST);
    end
  end

  // ----------------------------------------------------------------- progress

  // The tile answers within LIMIT cycles, so that an access takes LONGEST at most; a response comes behind one access of the other channel.
  localparam [5:0] LIMIT = 3, LONGEST = 1 + 2 * LIMIT, BOUND = 2 * LONGEST + 1;

  wire waits = (state_q == REQUEST) ? !(is_read_q ? rgnt_i : wgnt_i) :
               (state_q == REPLY) && !(!over_bus ? core_rvalid_i : is_read_q ? rvalid_i : wready_i);

  // A request is there, and no response is offered.
  wire write_due = ((awvalid || aw_full) && (wvalid || w_full) || at_write) && !bvalid;
  wire read_due = (arvalid || ar_full || at_read) && !rvalid;

  reg [5:0] waited, write_age, read_age;
  always @(posedge clk_i) begin
    waited    <= (rst_ni && waits) ? waited + 1 : 0;
    write_age <= (rst_ni && write_due) ? write_age + 1 : 0;
    read_age  <= (rst_ni && read_due) ? read_age + 1 : 0;
  end

  // Cycles that what is under way still takes, at most; and all that is to come before a response.
  wire [5:0] rest = (state_q == ACCESS) ? LONGEST : (state_q == REQUEST) ? 2 * LIMIT - waited : (state_q == REPLY) ? LIMIT - waited : 0;
  wire [5:0] write_left = at_write ? rest : at_read ? rest + LONGEST : LONGEST + 1 + (is_read_q ? 0 : LONGEST);
  wire [5:0] read_left = at_read ? rest : at_write ? rest + LONGEST : LONGEST + 1 + (is_read_q ? LONGEST : 0);

  always @* begin
    if (running) begin
      if (waited == LIMIT - 1) assume (!waits);
      assert (waited < LIMIT);
      if (state_q < REQUEST) assert (waited == 0);
      if (state_q == REQUEST) assert (over_bus);
      if (state_q == REPLY && !over_bus) assert (is_read_q && in_core);
      if (write_due) assert (write_age + write_left <= BOUND);
      if (read_due) assert (read_age + read_left <= BOUND);
      assert (write_age <= BOUND && read_age <= BOUND);
    end
  end
endmodule
