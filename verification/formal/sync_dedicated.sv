// sources: cim_sync, cim_counters
// sees: count_q = counters.count_q
//
// Over dedicated wires no CALL is lost, though all callers of a counter call at once: two cycles later the counter has all of them.
// The wires are those of a small machine: 0->1, 1->2, 2->3 on counter 0, and 0, 1, 2 -> 3 on counter 1, 3->0 on counter 2.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire [3:0]  call_valid_i,
  input wire [63:0] call_core_i,
  input wire [15:0] call_counter_i
);
  localparam COUNTERS = 4, INCREMENT_WIDTH = 2;

  wire [3:0]                            call_ready_o;
  wire [4*COUNTERS*INCREMENT_WIDTH-1:0] increment_o;
  wire                                  reached_o;
  wire [COUNTERS*16-1:0]                count_q;

  cim_sync dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .call_valid_i(call_valid_i), .call_core_i(call_core_i), .call_counter_i(call_counter_i),
    .call_ready_o(call_ready_o), .bus_call_valid_i(1'b0), .bus_call_core_i(16'd0), .bus_call_counter_i(4'd0), .increment_o(increment_o)
  );

  // Core 3 is called by all others, on two counters.
  cim_counters #(.COUNTERS(COUNTERS), .COUNTER_WIDTH(16), .INCREMENT_WIDTH(INCREMENT_WIDTH)) counters (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .increment_i(increment_o[3*COUNTERS*INCREMENT_WIDTH +: COUNTERS*INCREMENT_WIDTH]),
    .select_i(4'd1), .threshold_i({16'd0, total}), .reached_o(reached_o)
  );

  // CALLs to counter 1 of core 3 in this cycle.
  wire [3:0] calls;
  genvar c;
  generate
    for (c = 0; c < 4; c = c + 1) begin : g_core
      assign calls[c] = call_valid_i[c] && call_ready_o[c] && call_core_i[c*16 +: 16] == 16'd3 && call_counter_i[c*4 +: 4] == 4'd1;
    end
  endgenerate

  reg [2:0]  arriving;
  reg [15:0] total;
  reg        running = 1'b0;
  always @(posedge clk_i) begin
    running  <= 1'b1;
    arriving <= rst_ni ? calls[0] + calls[1] + calls[2] : 3'd0;
    total    <= (!rst_ni || clear_i) ? 16'd0 : total + {13'd0, arriving};
  end

  always @* begin
    if (!running) assume (!rst_ni);
    assume (!calls[3]);
    if (running) begin
      assert (reached_o);
      assert (count_q[31:16] == total);
      assert (&call_ready_o);
    end
  end
endmodule
