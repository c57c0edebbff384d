// How the simulation model is made, by "make sim" and by cimgen cosim alike.
--cc --exe
--top-module cim_top
-DCIM_SIMULATION
-O3
--x-assign fast
--x-initial fast
// All cores share one copy of their code: docs/decisions/0010-hierarchical-models.md. Numbered tables would differ between them.
-fno-table
// Loops stay loops: a unit works rarely, and its code is read and compiled once for each core.
--unroll-stmts 12
sim/model.vlt
