// Runs a generated design in Verilator through the driver in sw/, as firmware would, and checks itself.
//
//   harness DESIGN_DIR [--images N] [--results FILE] [--limit-factor F] [--limit-cycles C] [--ignore-cycles] [--expect-none]
//           [--verify] [--waves FILE --waves-run R --waves-from A --waves-to B] [+trace=FILE] [+trace_runs=N] [+stall_seed=S]
//
// Loads what DESIGN_DIR/simulation.txt names, and with --verify reads it back. For every image it writes the input, starts a run, waits for the interrupt and reads output
// and cycle count. They are compared with golden/outputs.hex and golden/cycles.txt. Messages go to stderr, so that a trace may go to
// stdout (+trace=/dev/stdout). Exit code: 0 equal, 2 different, 3 no end within the limit or a fault.
//
// FILE gets a line "loaded CYCLES SECONDS KILOBYTES", and one for each image: "image NUMBER CYCLES OUTPUT SECONDS KILOBYTES". Kilobytes
// are the most that the process has taken until then; seconds of an image are those of its run, without input and output.

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "../sw/cim.h"
#include "../sw/cim_folder.h"
#include "failure.h"
#include "machine.h"
#include "options.h"
#include "trace_writer.h"

namespace {

using Values = std::vector<int8_t>;

// -------------------------------------------------------------------- cost

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Most memory that this process has taken so far.
long peak_kilobytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// ------------------------------------------------------------------- files

// A file with a line for each image.
class ImageLines {
 public:
  ImageLines(const std::string &folder, const char *name) {
    if (!cim_lines_open(&lines_, folder.c_str(), name, &message_)) fail(message_.text);
  }
  ImageLines(const ImageLines &) = delete;
  ImageLines &operator=(const ImageLines &) = delete;
  ~ImageLines() { cim_lines_close(&lines_); }

  bool next() { return cim_lines_next(&lines_); }

  void require_next() {
    check(next() || cim_lines_wrong(&lines_, &message_, "there is no line for the next image"));
  }

  Values values(uint32_t count) {
    Values result(count);
    check(lines_.length == 2 * (size_t)count || cim_lines_wrong(&lines_, &message_, "it has not the size of the feature map"));
    check(cim_lines_bytes(&lines_, 0, count, (uint8_t *)result.data(), &message_));
    return result;
  }

  uint64_t number() {
    uint64_t value = 0;
    check(cim_lines_decimal(&lines_, &value, &message_));
    return value;
  }

 private:
  void check(bool good) {
    if (!good) fail(message_.text);
  }

  cim_lines lines_;
  cim_message message_;
};

std::string hex(const Values &values) {
  std::string text;
  for (int8_t value : values) {
    for (int shift = 4; shift >= 0; shift -= 4) text += "0123456789abcdef"[(uint8_t)value >> shift & 15];
  }
  return text;
}

// -------------------------------------------------------------------- runs

// The machine behind its driver.
class Host {
 public:
  Host(Machine &machine, const std::string &folder, bool verify) : machine_(machine) {
    const cim_bus bus = machine.bus();
    check(cim_init(&driver_, &bus, CIM_DESIGN));
    cim_message message;
    cim_error error = cim_folder_load(&driver_, folder.c_str(), &folder_, &message);
    if (error == CIM_OK && verify) error = cim_folder_verify(&driver_, folder.c_str(), &folder_, &message);
    if (error != CIM_OK) fail(machine.problem().empty() ? message.text : machine.problem());
    check(cim_enable_interrupt(&driver_, true));
  }

  uint32_t input_values() const { return cim_maps_values(folder_.inputs, folder_.input_count); }
  uint32_t output_values() const { return cim_maps_values(folder_.outputs, folder_.output_count); }

  void write_input(const Values &values) { check(cim_write_maps(&driver_, folder_.inputs, folder_.input_count, values.data())); }

  void run(uint64_t limit, long image) {
    Run run = {machine_, limit, image};
    check(cim_start(&driver_));
    const cim_error error = cim_wait(&driver_, 1, wait_for_interrupt, &run);
    if (error == CIM_ERROR_TIMEOUT && machine_.problem().empty()) {
      fail("image " + std::to_string(image) + " does not end within " + std::to_string(limit) + " cycles");
    }
    check(error);
    check(cim_acknowledge(&driver_));
  }

  uint64_t cycles() {
    uint64_t cycles = 0;
    check(cim_cycles(&driver_, &cycles));
    return cycles;
  }

  Values read_output() {
    Values values(output_values());
    check(cim_read_maps(&driver_, folder_.outputs, folder_.output_count, values.data()));
    return values;
  }

 private:
  struct Run {
    Machine &machine;
    uint64_t limit;
    long image;
  };

  static int wait_for_interrupt(void *context) {
    const Run &run = *static_cast<Run *>(context);
    return run.machine.wait(run.limit, run.image) ? 0 : 1;
  }

  void check(cim_error error) {
    if (error != CIM_OK) fail(machine_.problem().empty() ? cim_error_text(error) : machine_.problem());
  }

  Machine &machine_;
  cim_machine driver_;
  cim_folder folder_;
};

}  // namespace

int main(int argc, char **argv) {
  const Options options = parse(argc, argv);
  if (!options.trace.empty()) open_trace(options.trace);
  ImageLines inputs(options.folder, "stimulus/inputs.hex"), cycles(options.folder, "golden/cycles.txt");
  std::unique_ptr<ImageLines> outputs(options.expect_none ? nullptr : new ImageLines(options.folder, "golden/outputs.hex"));
  FILE *results = options.results.empty() ? nullptr : std::fopen(options.results.c_str(), "w");

  const Stopwatch loading;
  Machine machine(argc, argv, options.waves);
  Host host(machine, options.folder, options.verify);
  const uint64_t loaded = machine.ticks();
  if (results) std::fprintf(results, "loaded %" PRIu64 " %.3f %ld\n", loaded, loading.seconds(), peak_kilobytes());

  long image = 0, different = 0;
  uint64_t total = 0;
  const Stopwatch running;
  for (; image != options.images && inputs.next(); image++) {
    cycles.require_next();
    const uint64_t expected = cycles.number();
    host.write_input(inputs.values(host.input_values()));

    const Stopwatch run;
    host.run((uint64_t)((double)expected * options.limit_factor) + options.limit_cycles, image);
    const double seconds = run.seconds();
    const uint64_t taken = host.cycles();
    total += taken;

    const Values output = host.read_output();
    if (outputs) {
      outputs->require_next();
      const Values golden = outputs->values(host.output_values());
      if (output != golden || (!options.ignore_cycles && taken != expected)) {
        different++;
        std::fprintf(stderr, "image %ld: cycles %" PRIu64 " (golden %" PRIu64 ")\n  output %s\n  golden %s\n", image, taken, expected,
                    hex(output).c_str(), hex(golden).c_str());
      }
    }
    if (results) {
      std::fprintf(results, "image %ld %" PRIu64 " %s %.3f %ld\n", image, taken, hex(output).c_str(), seconds, peak_kilobytes());
      std::fflush(results);
    }
  }
  const double seconds = running.seconds();
  if (results) std::fclose(results);
  std::fprintf(stderr, "%ld images, %" PRIu64 " cycles, %ld different, %.2f s, %.0f cycles/s\n", image, total, different, seconds,
              (double)(machine.ticks() - loaded) / (seconds > 0 ? seconds : 1));
  return different ? kDifferent : 0;
}
