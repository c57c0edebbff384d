// sources: cim_counters
// sees: count_q = dut.count_q
//
// A counter shows the sum of all increments since it was cleared, however many arrive at the same time, and never runs backwards; WAIT sees it.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire [11:0] increment_i,
  input wire [3:0]  select_i,
  input wire [31:0] threshold_i
);
  wire        reached_o;
  wire [31:0] count_q;

  cim_counters #(.COUNTERS(4), .COUNTER_WIDTH(8), .INCREMENT_WIDTH(3)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .increment_i(increment_i), .select_i(select_i),
    .threshold_i(threshold_i), .reached_o(reached_o)
  );

  (* anyconst *) wire [1:0] watched;
  reg [8:0] calls;  // one bit more than the counter

  always @(posedge clk_i) begin
    if (!rst_ni || clear_i) calls <= 9'd0;
    else calls <= calls + {6'd0, increment_i[watched*3 +: 3]};
  end

  reg       running = 1'b0;
  reg       cleared;
  reg [7:0] last;
  always @(posedge clk_i) begin
    running <= 1'b1;
    cleared <= !rst_ni || clear_i;
    last    <= count_q[watched*8 +: 8];
  end

  always @* begin
    if (!running) assume (!rst_ni);
    // The schedule's proof shows that no counter passes its width.
    assume (calls < 9'd256);
    if (running) begin
      assert ({1'b0, count_q[watched*8 +: 8]} == calls);
      if (!cleared) assert (count_q[watched*8 +: 8] >= last);
      if (select_i == {2'd0, watched}) assert (reached_o == ($signed({23'd0, calls}) >= $signed(threshold_i)));
    end
  end
endmodule
