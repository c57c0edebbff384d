// sources: cim_requantize
// cycles: 3
//
// The shifter that drops what it does not need gives the formula of VRQ, for all products, shifts and zero points; with a register
// behind the shift, one cycle later.
module proof (
  input wire        clk_i,
  input wire        enable_i,
  input wire [48:0] product_i,
  input wire [5:0]  shift_i,
  input wire [7:0]  zero_i,
  input wire [7:0]  low_i,
  input wire [7:0]  high_i
);
  wire [7:0] result_o, staged_o;

  cim_requantize direct (
    .clk_i(clk_i), .enable_i(enable_i), .show_i(1'b1), .product_i(product_i), .shift_i(shift_i), .zero_i(zero_i), .low_i(low_i), .high_i(high_i),
    .result_o(result_o)
  );

  cim_requantize #(.STAGED(1)) staged (
    .clk_i(clk_i), .enable_i(enable_i), .show_i(1'b1), .product_i(product_i), .shift_i(shift_i), .zero_i(zero_i), .low_i(low_i), .high_i(high_i),
    .result_o(staged_o)
  );

  // Twice the product, shifted, has half a unit in its lowest bit: adding that rounds half up, as adding 2^(shift - 1) before the shift does.
  wire signed [50:0] halves  = $signed({product_i[48], product_i, 1'b0}) >>> shift_i;
  wire signed [50:0] rounded = (halves + 51'sd1) >>> 1;
  wire signed [50:0] moved   = rounded + $signed(zero_i);
  wire        [7:0]  formula = (moved < $signed(low_i)) ? low_i : (moved > $signed(high_i)) ? high_i : moved[7:0];

  // The operation stays while its steps are under way.
  reg       running = 1'b0;
  reg [7:0] zero, low, high, before;
  reg       enabled;
  always @(posedge clk_i) begin
    running <= 1'b1;
    zero    <= zero_i;
    low     <= low_i;
    high    <= high_i;
    before  <= result_o;
    enabled <= enable_i;
  end

  always @* begin
    assume ($signed(low_i) <= $signed(high_i));
    assert (result_o == formula);
    if (running && enabled && (zero == zero_i) && (low == low_i) && (high == high_i)) assert (staged_o == before);
  end
endmodule
