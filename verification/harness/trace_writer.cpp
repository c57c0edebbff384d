// See trace_writer.h.
#include "trace_writer.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "failure.h"

namespace {

// Text in large pieces; what is left goes out at the end of a run and of the program.
class TraceWriter {
 public:
  ~TraceWriter() { flush(); }

  void open(const std::string &path) {
    file_ = std::fopen(path.c_str(), "w");
    if (!file_) fail("cannot write " + path);
  }

  void write(const uint32_t (&words)[4]) {
    if (used_ + kLine > sizeof text_) flush();
    for (uint32_t word : words) {
      for (int shift = 28; shift >= 0; shift -= 4) text_[used_++] = "0123456789abcdef"[word >> shift & 15];
    }
    text_[used_++] = '\n';
    if (words[1] >> 24 == kEndOfRun) flush();
  }

 private:
  static constexpr size_t kLine = 33;
  static constexpr uint32_t kEndOfRun = 6;

  void flush() {
    if (!file_) return;
    std::fwrite(text_, 1, used_, file_);
    std::fflush(file_);
    used_ = 0;
  }

  FILE *file_ = nullptr;
  size_t used_ = 0;
  char text_[1 << 16];
} writer;

}  // namespace

void open_trace(const std::string &path) { writer.open(path); }

// Called by the Verilog for every record.
extern "C" void cim_trace(int cycle, int header, int first, int second) {
  writer.write({(uint32_t)cycle, (uint32_t)header, (uint32_t)first, (uint32_t)second});
}
