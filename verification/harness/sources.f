sim/harness.cpp
sim/machine.cpp
sim/options.cpp
sim/trace_writer.cpp
sw/cim.c
sw/cim_folder.c
sw/cim_lines.c
