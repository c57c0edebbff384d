// sources: cim_arbiter
// sees: after_last_q = dut.after_last_q
//
// The arbiter grants at most one, only to one that asks, and always one when it may; and nobody who asks sees others granted more
// than MASTERS - 1 times before.
module proof (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       clear_i,
  input wire       enable_i,
  input wire [4:0] req_i
);
  localparam MASTERS = 5;

  wire       valid_o;
  wire [4:0] gnt_o;
  wire [2:0] index_o;
  wire [4:0] after_last_q;

  cim_arbiter #(.MASTERS(MASTERS), .INDEX_WIDTH(3)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .enable_i(enable_i), .req_i(req_i), .valid_o(valid_o), .gnt_o(gnt_o), .index_o(index_o)
  );

  (* anyconst *) wire [2:0] watched;
  reg  [2:0] passed;  // grants to others while the watched one waits
  reg  [2:0] last;    // the master granted last; before the first grant, the highest
  wire [2:0] others = (watched > last) ? watched - last - 3'd1 : MASTERS + watched - last - 3'd1;  // between last and watched

  reg running = 1'b0;
  always @(posedge clk_i) begin
    running <= 1'b1;
    if (!rst_ni || clear_i) last <= MASTERS - 1;
    else if (valid_o) last <= index_o;
    if (!rst_ni || clear_i || !req_i[watched] || gnt_o[watched]) passed <= 3'd0;
    else if (valid_o) passed <= passed + 3'd1;
  end

  always @* begin
    if (!running) assume (!rst_ni);
    assume (watched < MASTERS);
    if (running) begin
      assert (last < MASTERS);
      assert (after_last_q == (5'b11110 << last) || (last == MASTERS - 1 && after_last_q == 5'b11111));
      assert ((gnt_o & (gnt_o - 5'd1)) == 5'd0);
      assert ((gnt_o & ~req_i) == 5'd0);
      assert (valid_o == (enable_i && req_i != 5'd0));
      assert (valid_o == (gnt_o != 5'd0));
      if (valid_o) assert (gnt_o[index_o]);
      assert (passed + others <= MASTERS - 1);
    end
  end
endmodule
