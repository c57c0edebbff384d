// sources: cim_uart_host
// sees: state_q = dut.state_q, is_write_q = dut.is_write_q
// cycles: 18
//
// The bridge keeps the rules of AXI4-Lite as a manager, whatever bytes and breaks come, and at whatever pace: what it offers stays as it is
// until it is accepted, it takes a response for each request and none without, and it has one access at a time.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        awready,
  input wire        wready,
  input wire [1:0]  bresp,
  input wire        bvalid,
  input wire        arready,
  input wire [31:0] rdata,
  input wire [1:0]  rresp,
  input wire        rvalid
);
  localparam [2:0] PAYLOAD = 3'd3, ACCESS = 3'd4, SEND = 3'd5;  // of the bridge

  wire        tx;
  wire [31:0] awaddr, wdata, araddr;
  wire [3:0]  wstrb;
  wire        awvalid, wvalid, bready, arvalid, rready;

  wire [2:0]  state_q;
  wire        is_write_q;

  cim_uart_host dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .rx_i(1'b1), .tx_o(tx),
    .axi_awaddr_o(awaddr), .axi_awvalid_o(awvalid), .axi_awready_i(awready), .axi_wdata_o(wdata), .axi_wstrb_o(wstrb), .axi_wvalid_o(wvalid),
    .axi_wready_i(wready), .axi_bresp_i(bresp), .axi_bvalid_i(bvalid), .axi_bready_o(bready),
    .axi_araddr_o(araddr), .axi_arvalid_o(arvalid), .axi_arready_i(arready), .axi_rdata_i(rdata), .axi_rresp_i(rresp), .axi_rvalid_i(rvalid),
    .axi_rready_o(rready)
  );

  reg [7:0]  addresses, words, writes, reads, answers;
  reg        running = 1'b0;
  reg        aw_held, w_held, ar_held, b_held, r_held;
  reg [31:0] aw_last, w_last, ar_last;
  always @(posedge clk_i) begin
    running <= 1'b1;
    aw_held <= rst_ni && awvalid && !awready;
    w_held  <= rst_ni && wvalid && !wready;
    ar_held <= rst_ni && arvalid && !arready;
    b_held  <= rst_ni && bvalid && !bready;
    r_held  <= rst_ni && rvalid && !rready;
    aw_last <= awaddr;
    w_last  <= wdata;
    ar_last <= araddr;
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

  wire at_write = (state_q == ACCESS) && is_write_q;
  wire at_read  = (state_q == ACCESS) && !is_write_q;

  always @* begin
    if (!running) assume (!rst_ni);
    // What the subordinate promises: it answers what it has accepted, and an answer stays.
    if (bvalid) assume (addresses != writes && words != writes);
    if (rvalid) assume (reads != answers);
    if (b_held) assume (bvalid);
    if (r_held) assume (rvalid);
    if (running) begin
      // Requests and responses balance; there is one of either kind, or none.
      assert (addresses + awvalid - writes == {7'd0, at_write});
      assert (words + wvalid - writes == {7'd0, at_write});
      assert (reads + arvalid - answers == {7'd0, at_read});
      if (awvalid || wvalid) assert (at_write);
      if (arvalid) assert (at_read);
      // Words come in a write and go in a read.
      if (state_q == PAYLOAD) assert (is_write_q);
      if (state_q == SEND) assert (!is_write_q);
      // Responses are taken at once.
      if (bvalid) assert (bready);
      if (rvalid) assert (rready);
      // Offers stay.
      if (aw_held) assert (awvalid && awaddr == aw_last);
      if (w_held) assert (wvalid && wdata == w_last);
      if (ar_held) assert (arvalid && araddr == ar_last);
      assert (wstrb == 4'hf);
    end
  end
endmodule

// Any receiver: it only never has a byte during a break.
module cim_uart_rx #(
  parameter CLOCKS_PER_BIT = 4
) (
  input  wire       clk_i,
  input  wire       rst_ni,
  input  wire       rx_i,
  output wire       valid_o,
  output wire [7:0] data_o,
  output wire       break_o
);
  (* anyseq *) wire       valid;
  (* anyseq *) wire [7:0] data;
  (* anyseq *) wire       broken;
  assign valid_o = valid && !broken;
  assign data_o  = data;
  assign break_o = broken;
endmodule

// Any transmitter.
module cim_uart_tx #(
  parameter CLOCKS_PER_BIT = 4
) (
  input  wire       clk_i,
  input  wire       rst_ni,
  input  wire       valid_i,
  output wire       ready_o,
  input  wire [7:0] data_i,
  output wire       tx_o
);
  (* anyseq *) wire ready;
  assign ready_o = ready;
  assign tx_o    = 1'b1;
endmodule
