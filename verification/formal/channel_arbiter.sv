// sources: cim_arbiter, cim_channel_arbiter
// sees: after0 = dut.u_class0.after_last_q, after1 = dut.u_class1.after_last_q, turn_q = dut.turn_q
//
// Two classes that take turns: at most one grant, only to one that asks, always one when the channel may; and nobody who asks
// sees others granted more than 2 * MASTERS - 1 times before.
module proof (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       clear_i,
  input wire       enable_i,
  input wire [2:0] req_i,
  input wire [2:0] class_i
);
  localparam MASTERS = 3;

  wire       valid_o;
  wire [2:0] gnt_o;
  wire [1:0] index_o;
  wire [2:0] after0, after1;
  wire       turn_q;

  cim_channel_arbiter #(.MASTERS(MASTERS), .INDEX_WIDTH(2)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .enable_i(enable_i), .req_i(req_i), .class_i(class_i),
    .valid_o(valid_o), .gnt_o(gnt_o), .index_o(index_o)
  );

  (* anyconst *) wire [1:0] watched;
  reg  [3:0] passed;
  reg  [1:0] last [0:1];  // the master of each class that was granted last
  wire       kind = class_i[watched];
  wire [1:0] before = last[kind];
  wire [3:0] others = (watched > before) ? watched - before - 4'd1 : MASTERS + watched - before - 4'd1;

  reg       running = 1'b0;
  reg       waits;  // the watched one asked and was not granted
  reg       waits_as;
  always @(posedge clk_i) begin
    running  <= 1'b1;
    waits    <= rst_ni && !clear_i && req_i[watched] && !gnt_o[watched];
    waits_as <= kind;
    if (!rst_ni || clear_i) begin
      last[0] <= MASTERS - 1;
      last[1] <= MASTERS - 1;
    end else if (valid_o) begin
      last[class_i[index_o]] <= index_o;
    end
    if (!rst_ni || clear_i || !req_i[watched] || gnt_o[watched]) passed <= 4'd0;
    else if (valid_o) passed <= passed + 4'd1;
  end

  always @* begin
    if (!running) assume (!rst_ni);
    assume (watched < MASTERS);
    // A request keeps its class until it is granted.
    if (running && waits) assume (kind == waits_as && req_i[watched]);
    if (running) begin
      assert (last[0] < MASTERS && last[1] < MASTERS);
      assert (after0 == (3'b110 << last[0]) || (last[0] == MASTERS - 1 && after0 == 3'b111));
      assert (after1 == (3'b110 << last[1]) || (last[1] == MASTERS - 1 && after1 == 3'b111));
      assert ((gnt_o & (gnt_o - 3'd1)) == 3'd0);
      assert ((gnt_o & ~req_i) == 3'd0);
      assert (valid_o == (enable_i && req_i != 3'd0));
      assert (valid_o == (gnt_o != 3'd0));
      if (valid_o) assert (gnt_o[index_o]);
      if (!waits) assert (passed == 4'd0);
      // Each of its class that comes first, and the other class before each of them and before itself if it has the turn.
      if (waits) assert (passed + 2 * others + (turn_q != kind) <= 2 * MASTERS - 1);
    end
  end
endmodule
