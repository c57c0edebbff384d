// sources: cim_skid, cim_axi_host
// sees: state_q = dut.state_q, is_read_q = dut.is_read_q, aw_full = dut.u_aw.full_q, w_full = dut.u_w.full_q, ar_full = dut.u_ar.full_q
//
// The host port keeps the rules of AXI4-Lite: a response for each request and none without, and what it offers stays until it is
// accepted. The tile may answer when it likes.
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
  input wire        rgnt_i,
  input wire        wgnt_i,
  input wire        rvalid_i,
  input wire [31:0] rdata_i,
  input wire        wready_i
);
  wire        awready, wready, arready, bvalid, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire        start, imem_we, weight_we, rreq, wreq;

  wire [1:0]  state_q;
  wire        is_read_q, aw_full, w_full, ar_full;

  cim_axi_host dut (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .axi_awaddr_i(awaddr), .axi_awvalid_i(awvalid), .axi_awready_o(awready), .axi_wdata_i(wdata), .axi_wstrb_i(wstrb), .axi_wvalid_i(wvalid),
    .axi_wready_o(wready), .axi_bresp_o(bresp), .axi_bvalid_o(bvalid), .axi_bready_i(bready),
    .axi_araddr_i(araddr), .axi_arvalid_i(arvalid), .axi_arready_o(arready), .axi_rdata_o(rdata), .axi_rresp_o(rresp), .axi_rvalid_o(rvalid),
    .axi_rready_i(rready), .start_o(start), .running_i(running_i), .fault_i(fault_i), .cycles_i(cycles_i),
    .imem_we_o(imem_we), .weight_we_o(weight_we), .rreq_o(rreq), .wreq_o(wreq), .rgnt_i(rgnt_i), .wgnt_i(wgnt_i), .rvalid_i(rvalid_i),
    .rdata_i(rdata_i), .wready_i(wready_i)
  );

  reg [7:0]  addresses, words, writes, reads, answers;
  reg        running = 1'b0;
  reg        b_held, r_held, requested_read, requested_write;
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

  wire at_write = (state_q != 2'd0) && !is_read_q;
  wire at_read = (state_q != 2'd0) && is_read_q;

  always @* begin
    if (!running) assume (!rst_ni);
    if (running) begin
      // Requests and responses balance: what is missing is in a skid buffer, under way, or offered.
      assert (addresses - writes == aw_full + at_write + bvalid);
      assert (words - writes == w_full + at_write + bvalid);
      assert (reads - answers == ar_full + at_read + rvalid);
      // An access that goes over the bus finds room for its response.
      if (state_q >= 2'd2) assert (is_read_q ? !rvalid : !bvalid);
      // Offers stay.
      if (b_held) assert (bvalid && bresp == b_last);
      if (r_held) assert (rvalid && { rresp, rdata } == r_last);
      // To the bus, too: a request is held until it is granted, and there is one at a time.
      if (requested_read) assert (rreq);
      if (requested_write) assert (wreq);
      assert (!(rreq && wreq));
      // While a run is under way nothing is loaded and none starts.
      if (running_i) assert (!imem_we && !weight_we);
    end
  end
endmodule
