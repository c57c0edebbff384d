// How the simulation model is built, by "make sim" and by cimgen cosim alike.
--cc --exe --build
--top-module cim_top
-DCIM_SIMULATION
-O3
-CFLAGS -O2
--x-assign fast
--x-initial fast
// Slices of the wide bus vectors stay word copies instead of nested concatenations.
-fno-assemble
// Port connections stay variables, so that the cores share their code; half the code, and built in two thirds of the time.
-fno-gate
sim/model.vlt
