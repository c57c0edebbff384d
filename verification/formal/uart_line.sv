// sources: cim_uart_rx, cim_uart_tx
// sees: tx_shift = tx.shift_q, tx_timer = tx.timer_q, sync = rx.sync_q, busy = rx.busy_q, bad = rx.bad_q, rx_timer = rx.timer_q, rx_shift = rx.shift_q
// cycles: 44
//
// What the transmitter takes, the receiver at the other end of the line gives: each byte once, in order, as fast as bytes can follow each
// other. Both ends have the same clock and 4 cycles a bit; clocks that differ are simulated in uart_host_tb.v.
module proof (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       valid_i,
  input wire [7:0] data_i
);
  localparam [5:0] REST = 6'd43, READY = 6'd40;

  wire       ready, line, valid, broken;
  wire [7:0] data;

  cim_uart_tx #(.CLOCKS_PER_BIT(4)) tx (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_i), .ready_o(ready), .data_i(data_i), .tx_o(line)
  );

  cim_uart_rx #(.CLOCKS_PER_BIT(4)) rx (
    .clk_i(clk_i), .rst_ni(rst_ni), .rx_i(line), .valid_o(valid), .data_o(data), .break_o(broken)
  );

  wire [9:0] tx_shift, rx_shift;
  wire [1:0] tx_timer, rx_timer, sync;
  wire       busy, bad;

  // Cycles since the transmitter took the last byte, from 1 on, and since it took the one before.
  reg [5:0] age, age_before;
  reg [7:0] now, before;
  reg [7:0] taken, given;
  reg       running = 1'b0;

  always @(posedge clk_i) begin
    running <= 1'b1;
    if (!rst_ni) begin
      age        <= REST;
      age_before <= REST;
      taken      <= 8'd0;
      given      <= 8'd0;
    end else begin
      taken <= taken + (valid_i && ready);
      given <= given + valid;
      if (valid_i && ready) begin
        age        <= 6'd1;
        age_before <= older(age);
        now        <= data_i;
        before     <= now;
      end else begin
        age        <= older(age);
        age_before <= older(age_before);
      end
    end
  end

  function [5:0] older(input [5:0] cycles);
    older = (cycles == REST) ? REST : cycles + 6'd1;
  endfunction

  // The receiver is two cycles and half a bit behind: it may be at the end of the byte before.
  wire       late    = (age_before != REST);
  wire [5:0] rx_age  = late ? age_before : age;
  wire [7:0] rx_byte = late ? before : now;

  wire [9:0] frame     = { 1'b1, now, 1'b0 };
  wire [9:0] rx_frame  = { 1'b1, rx_byte, 1'b0 };
  wire [3:0] sent      = (age - 6'd1) >> 2;     // bits that have passed
  wire [3:0] sampled   = (rx_age - 6'd2) >> 2;
  wire       sending   = (age <= READY);
  wire       receiving = (rx_age >= 6'd4) && (rx_age <= 6'd41);
  wire [19:0] history  = { rx_frame, 10'h3ff } >> sampled;
  wire [3:0] seen0     = (age - 6'd2) >> 2;     // bits in the synchroniser
  wire [3:0] seen1     = (age - 6'd3) >> 2;

  always @* begin
    if (!running) assume (!rst_ni);
    if (running) begin
      assert (age != 6'd0 && age <= REST);
      if (late) assert (age_before > READY && age_before < REST && age_before - age >= READY && age < age_before);
      // What is missing is under way.
      assert (taken - given == {7'd0, age != REST} + late);
      // The transmitter shows the byte, bit by bit; at rest the line is high.
      assert (ready == (age >= READY));
      assert (tx_shift == (sending ? frame >> sent : 10'd1));
      assert (tx_timer == (sending ? 2'd0 - age[1:0] : 2'd0));
      // The receiver follows.
      assert (sync[0] == ((age >= 6'd2 && age <= READY) ? frame[seen0] : 1'b1));
      assert (sync[1] == ((age >= 6'd3 && age <= READY) ? frame[seen1] : 1'b1));
      assert (busy == receiving);
      assert (!bad && !broken);
      if (receiving) assert (rx_timer == 2'd1 - rx_age[1:0]);
      if (receiving || rx_age == 6'd42) assert (rx_shift == history[9:0]);
      // And gives the byte that was taken.
      assert (valid == (rx_age == 6'd42));
      if (valid) assert (data == rx_byte);
    end
  end
endmodule
