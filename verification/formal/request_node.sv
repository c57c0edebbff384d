// machine: bus_tree
// sources: cim_arbiter, cim_channel_arbiter, cim_request_node
// sees: req_q = dut.req_q, request_q = dut.request_q, class_q = dut.class_q
//
// A node above a bus channel neither loses nor invents a request: those of any class, path and place that its children made are those
// that left and the one that it holds. It grants one child at a time, one that asks, and keeps what it asks for until it is granted.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire [3:0]  child_req_i,
  input wire [3:0]  child_class_i,
  input wire [27:0] child_request_i,
  input wire        gnt_i
);
  localparam PATH = 4, PLACE = 3, LEVEL = 2, REQUEST = PATH + PLACE;

  wire [3:0]         child_gnt_o;
  wire               req_o, class_o, req_q, class_q;
  wire [REQUEST-1:0] request_o, request_q;

  cim_request_node #(.LEVEL(LEVEL), .PATH_WIDTH(PATH), .PLACE_WIDTH(PLACE)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i),
    .child_req_i(child_req_i), .child_class_i(child_class_i), .child_request_i(child_request_i), .child_gnt_o(child_gnt_o),
    .req_o(req_o), .class_o(class_o), .request_o(request_o), .gnt_i(gnt_i)
  );

  // As it leaves: a child's number is the path's upper part.
  (* anyconst *) wire [REQUEST:0] watched;
  wire [3:0] enters;
  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : g_child
      wire [REQUEST-1:0] request = child_request_i[i*REQUEST +: REQUEST];
      assign enters[i] = child_gnt_o[i] && { child_class_i[i], i[1:0], request[4:0] } == watched;
    end
  endgenerate
  wire leaves = req_o && gnt_i && { class_o, request_o } == watched;

  reg [7:0] in, out;
  reg       running = 1'b0;
  reg       held = 1'b0;
  reg [REQUEST:0] before;
  always @(posedge clk_i) begin
    running <= 1'b1;
    held    <= rst_ni && !clear_i && req_o && !gnt_i;
    before  <= { class_o, request_o };
    if (!rst_ni || clear_i) begin
      in  <= 8'd0;
      out <= 8'd0;
    end else begin
      in  <= in + enters[0] + enters[1] + enters[2] + enters[3];
      out <= out + leaves;
    end
  end

  always @* begin
    if (!running) assume (!rst_ni);
    if (gnt_i) assume (req_o);
    if (running) begin
      assert (in - out == (req_q && { class_q, request_q } == watched));
      assert ((child_gnt_o & ~child_req_i) == 4'd0);
      assert ((child_gnt_o & (child_gnt_o - 4'd1)) == 4'd0);
      if (!req_o && (|child_req_i)) assert (|child_gnt_o);
      if (held) assert (req_o && { class_o, request_o } == before);
    end
  end
endmodule
