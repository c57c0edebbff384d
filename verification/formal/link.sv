// sources: cim_ram, cim_link_sender, cim_link_receiver
// sees: credits_q = sender.credits_q, wptr_q = receiver.wptr_q, rptr_q = receiver.rptr_q, mem0 = receiver.u_ram.mem[0], mem1 = receiver.u_ram.mem[1], mem2 = receiver.u_ram.mem[2], mem3 = receiver.u_ram.mem[3]
//
// A link for partial sums neither loses nor invents nor reorders words, and its receiver never gets one that it has no room for,
// however long the GPEUs at both ends wait.
module proof (
  input wire        clk_i,
  input wire        rst_ni,
  input wire        clear_i,
  input wire        step_i,
  input wire        valid_i,
  input wire [7:0] data_i,
  input wire        ren_i
);
  localparam WORDS = 4;

  wire        room_o, send, credit, ready_o;
  wire [7:0]  word, rdata_o;
  wire [2:0]  credits_q, wptr_q, rptr_q;
  wire [7:0]  mem0, mem1, mem2, mem3;

  cim_link_sender #(.BUS_BYTES(1), .WORDS(WORDS)) sender (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .room_o(room_o), .step_i(step_i), .valid_i(valid_i), .data_i(data_i),
    .valid_o(send), .data_o(word), .credit_i(credit)
  );

  cim_link_receiver #(.BUS_BYTES(1), .WORDS(WORDS)) receiver (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i), .valid_i(send), .data_i(word), .credit_o(credit),
    .ready_o(ready_o), .ren_i(ren_i), .rdata_o(rdata_o)
  );

  // Steps that were issued and whose word has not arrived.
  reg  [2:0] steps;
  wire [2:0] held = wptr_q - rptr_q;

  // Word number `watched`, whichever it is.
  (* anyconst *) wire [7:0] watched;
  reg [7:0]  sent, read;
  reg [7:0]  value;
  reg        shown;  // the watched word is on rdata_o

  always @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      steps <= 3'd0;
      sent  <= 8'd0;
      read  <= 8'd0;
      shown <= 1'b0;
    end else begin
      steps <= steps + step_i - valid_i;
      sent  <= sent + valid_i;
      read  <= read + ren_i;
      shown <= ren_i ? (read == watched) : shown;
    end
    if (valid_i && sent == watched) value <= data_i;
  end

  reg running = 1'b0;
  always @(posedge clk_i) running <= 1'b1;

  wire [1:0]  place = rptr_q[1:0] + watched[1:0] - read[1:0];
  wire [7:0]  stored = place[1] ? (place[0] ? mem3 : mem2) : (place[0] ? mem1 : mem0);

  always @* begin
    if (!running) assume (!rst_ni);
    // What the GPEU promises: it steps when there is room, sends a word for each step, and reads what is there.
    if (step_i) assume (room_o);
    if (valid_i) assume (steps != 3'd0);
    if (ren_i) assume (ready_o);
    if (running) begin
      assert (credits_q + steps + send + held + credit == WORDS);
      assert (held <= WORDS);
      assert (sent - read == {5'd0, held} + send);
      // The watched word is where it should be.
      if (watched - read < {5'd0, held}) assert (stored == value);
      if (send && sent == watched + 8'd1) assert (word == value);
      if (shown) assert (rdata_o == value && read == watched + 8'd1);
    end
  end
endmodule
