// sources: cim_skid
// sees: full_q = dut.full_q, data_q = dut.data_q
//
// A skid buffer neither loses nor invents nor reorders words.
module proof (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       valid_i,
  input wire       ready_i,
  input wire [7:0] data_i
);
  wire       ready_o, valid_o;
  wire [7:0] data_o;

  cim_skid #(.WIDTH(8)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_i), .ready_o(ready_o), .data_i(data_i), .valid_o(valid_o), .ready_i(ready_i), .data_o(data_o)
  );

  wire       full_q;
  wire [7:0] data_q;

  // Word number `watched`, whichever it is.
  (* anyconst *) wire [7:0] watched;
  reg [7:0] taken, given;
  reg [7:0] word;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      taken <= 8'd0;
      given <= 8'd0;
    end else begin
      taken <= taken + (valid_i && ready_o);
      given <= given + (valid_o && ready_i);
    end
    if (valid_i && ready_o && taken == watched) word <= data_i;
  end

  reg running = 1'b0;
  always @(posedge clk_i) running <= 1'b1;

  always @* begin
    if (!running) assume (!rst_ni);
    if (running) begin
      assert (taken - given == {7'd0, full_q});
      if (full_q && given == watched) assert (data_q == word);
      if (valid_o && given == watched) assert (data_o == (full_q ? word : data_i));
    end
  end
endmodule
