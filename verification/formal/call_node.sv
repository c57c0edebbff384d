// sources: cim_arbiter, cim_call_node
// sees: up_valid_q = dut.up_valid_q, up_call_q = dut.up_call_q, down_valid_q = dut.down_valid_q, down_call_q = dut.down_call_q, up_after = dut.u_up_arbiter.after_last_q, down_after = dut.u_down_arbiter.after_last_q
//
// A node of the CALL tree neither loses nor invents a CALL: those of any core and counter that came in are those that went out and
// those that it holds. It takes at most one CALL of each child in a cycle, and never one that is not there.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire [3:0]  child_valid_i,
  input wire [31:0] child_call_i,
  input wire        up_take_i,
  input wire        down_valid_i,
  input wire [7:0]  down_call_i
);
  localparam [3:0] NODE = 4'd2;  // cores 8 to 11 of 16

  wire [3:0] child_take_o, down_valid_o;
  wire       up_valid_o;
  wire [7:0] up_call_o, down_call_o;
  wire       up_valid_q, down_valid_q;
  wire [7:0] up_call_q, down_call_q;
  wire [3:0] up_after, down_after;

  cim_call_node #(.LEVEL(1), .CORE_WIDTH(4), .CALL_WIDTH(8)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .node_i(NODE),
    .child_valid_i(child_valid_i), .child_call_i(child_call_i), .child_take_o(child_take_o),
    .up_valid_o(up_valid_o), .up_call_o(up_call_o), .up_take_i(up_take_i),
    .down_valid_i(down_valid_i), .down_call_i(down_call_i), .down_valid_o(down_valid_o), .down_call_o(down_call_o)
  );

  (* anyconst *) wire [7:0] watched;
  wire [3:0] enters;
  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : g_child
      assign enters[i] = child_take_o[i] && child_call_i[i*8 +: 8] == watched;
    end
  endgenerate
  wire comes_down = down_valid_i && down_call_i == watched;
  wire leaves_up = up_valid_o && up_take_i && up_call_o == watched;
  wire leaves_down = (|down_valid_o) && down_call_o == watched;

  reg [7:0] in, out;
  reg       running = 1'b0;
  always @(posedge clk_i) begin
    running <= 1'b1;
    if (!rst_ni || clear_i) begin
      in  <= 8'd0;
      out <= 8'd0;
    end else begin
      in  <= in + enters[0] + enters[1] + enters[2] + enters[3] + comes_down;
      out <= out + leaves_up + leaves_down;
    end
  end

  always @* begin
    if (!running) assume (!rst_ni);
    // What the parent sends down is for a core below; what it takes is there.
    if (down_valid_i) assume (down_call_i[7:6] == NODE[1:0]);
    if (up_take_i) assume (up_valid_o);
    if (running) begin
      assert (in - out == (up_valid_q && up_call_q == watched) + (down_valid_q && down_call_q == watched));
      assert ((child_take_o & ~child_valid_i) == 4'd0);
      assert ((down_valid_o & (down_valid_o - 4'd1)) == 4'd0);
      if (down_valid_q) assert (down_valid_o[down_call_q[5:4]] && down_call_q[7:6] == NODE[1:0]);
      // States that the arbiters do not leave.
      assert (up_after == 4'hf || up_after == 4'he || up_after == 4'hc || up_after == 4'h8 || up_after == 4'h0);
      assert (down_after == 4'hf || down_after == 4'he || down_after == 4'hc || down_after == 4'h8 || down_after == 4'h0);
    end
  end
endmodule
