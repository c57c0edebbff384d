// For proofs: an index has the bits that its vector needs. What lies beyond the vector is X in Verilog, and synthesis takes what is there.

(* techmap_celltype = "$shiftx" *)
module index_within (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 2;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;

  input  [A_WIDTH-1:0] A;
  input  [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;

  localparam NEEDED = (A_WIDTH > 2) ? $clog2(A_WIDTH) : 1;
  localparam WIDTH  = (NEEDED < B_WIDTH) ? NEEDED : B_WIDTH;

  assign Y = A >> B[WIDTH-1:0];
endmodule
