// The trace of verification/trace-format.md, which the Verilog hands over record by record.
#pragma once

#include <string>

// From now on records go to a file.
void open_trace(const std::string &path);
