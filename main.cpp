// The table of commands; each lives in the module that it starts.
#include "cloud/autostop/autostop.hpp"
#include "cloud/command.hpp"
#include "cloud/template_command.hpp"
#include "core/authoring/command.hpp"
#include "core/cli/command_line.hpp"
#include "core/loader/command.hpp"
#include "examples/target/command.hpp"
#include "master/access/command.hpp"
#include "master/director/command.hpp"
#include "master/enrolment/command.hpp"
#include "master/master_command.hpp"
#include "master/runs/command.hpp"
#include "slave/debug/command.hpp"
#include "slave/runner/command.hpp"
#include "slave/slave_command.hpp"

int main(int argc, char** argv) {
  using namespace acrida;
  const std::vector<Command> commands = {
      {"run", "Run a test on this machine: a master and its slaves", declare_run},
      {"master", "Drive a test on any number of slaves, with a web page", declare_master},
      {"slave", "Run users for a master", declare_slave},
      {"slaves", "List, revoke and enrol the slaves of a master", declare_slaves},
      {"cloud", "Show, make and end the machines of a master", declare_cloud},
      {"cloud autostop", "Stop this machine when its slaves have no run", declare_autostop},
      {"cloud template", "Show, tag and check what machines are made from", declare_cloud_template},
      {"runs", "List, label, delete, export and import the runs of a master", declare_runs},
      {"report", "Write the report of a run that is over", declare_report},
      {"compare", "Say what changed from one run to another", declare_compare},
      {"users", "Say who may use the web page and API of a master", declare_users},
      {"new", "Make the folder of a new test", declare_new},
      {"build", "Compile a test into a shared library", declare_build},
      {"debug", "Run one user of a test and print each request", declare_debug},
      {"list", "Show what a test contains", declare_list},
      {"import", "Make a test of a browser's recording or of an OpenAPI file", declare_import},
      {"target", "Serve a small site over HTTP to aim at", declare_target},
      {"inspect", "Print what a test contains", declare_inspect, true},
      {"director", "Run the load shape and the hooks of a test for the master", declare_director,
       true},
      {"runner", "Run the users of one run", declare_runner, true},
  };
  return run_command_line(commands, ACRIDA_VERSION, {argv + 1, argv + argc}, process_environment);
}
