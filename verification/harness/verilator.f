// How the simulation model is built, by "make sim" and by cimgen cosim alike.
--cc --exe --build
--top-module cim_top
-DCIM_SIMULATION
-O3
--x-assign fast
--x-initial fast
// Port connections stay variables, so that the cores share their code: half the code, and sooner built.
-fno-gate
sim/model.vlt
