// The command `slave`.
#include "slave/slave_command.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "core/cli/failure.hpp"
#include "core/link/endpoint.hpp"
#include "slave/enrolment_token.hpp"
#include "slave/runner/privileges.hpp"
#include "slave/slave_agent.hpp"

namespace acrida {
namespace {

int run(SlaveOptions options) {
  auto token = take_enrolment_token(options.enrolment_token_file);
  if (!token) return fail(token.error().what);
  options.enrolment_token = std::move(*token);
  const bool is_plain = options.master_key.empty();
  if (is_plain && !options.insecure && !link::is_loopback(options.master_host))
    return fail(options.master_host +
                " is another machine: give --master-key, which its master prints, or --insecure "
                "for a plain link on a network that you trust");
  if (auto checked = check_runner_user(options.runner_user); !checked)
    return fail(checked.error().what);
  return SlaveAgent(std::move(options)).run();
}

}  // namespace

std::function<int()> declare_slave(CLI::App& app) {
  auto options = std::make_shared<SlaveOptions>();  // shared with the command that is returned
  add_options(app, *options);
  return [options] { return run(*options); };
}

}  // namespace acrida
