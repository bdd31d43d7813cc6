// MasterOptions: the options of `acrida master` and `acrida run`.
#include "master/options.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include "core/cli/validators.hpp"
#include "core/link/endpoint.hpp"
#include "master/run/run_command.hpp"

namespace acrida {
namespace {

constexpr auto kMostUsers = static_cast<std::int64_t>(StartCommand::kMaxUsers);
constexpr std::int64_t kMostRuns = 100'000;
constexpr std::int64_t kMostCrashes = 1'000'000;
constexpr std::int64_t kMostSlaves = 20'000;
constexpr std::int64_t kMostProcesses = 1024;
constexpr std::int64_t kMostMachines = 500;
constexpr std::int64_t kLongestQuitWait_s = 1'000'000;

void declare_test(CLI::App& app, MasterOptions& options) {
  const char* const group = "Test";
  app.add_option("-f,--locustfile,--test", options.test,
                 "The test: a .so, or a .cpp that is compiled on the spot")
      ->type_name("TEST")
      ->envname("ACRIDA_LOCUSTFILE")
      ->group(group);
  app.add_option("-H,--host", options.host, "Host to load, e.g. http://127.0.0.1:8000")
      ->type_name("URL")
      ->envname("ACRIDA_HOST")
      ->group(group);
  app.add_option("-T,--tags", options.tags, "Run only the tasks that have one of these tags")
      ->type_name("TAG")
      ->envname("ACRIDA_TAGS")
      ->group(group);
  app.add_option("-E,--exclude-tags", options.exclude_tags,
                 "Leave out the tasks that have one of these tags")
      ->type_name("TAG")
      ->envname("ACRIDA_EXCLUDE_TAGS")
      ->group(group);
  app.add_flag("--equal-weights", options.equal_weights, "Give every user class the weight 1")
      ->group(group);
  app.add_flag("-l,--list", options.list, "Show the user classes of the test and exit")
      ->group(group);
}

void declare_load(CLI::App& app, MasterOptions& options) {
  const char* const group = "Load";
  app.add_option("-u,--users", options.users,
                 "Peak number of concurrent users; default 1, with --rate those of "
                 "one second")
      ->check(whole_number(0, kMostUsers))
      ->type_name("N")
      ->envname("ACRIDA_USERS")
      ->group(group);
  app.add_option("-r,--spawn-rate", options.spawn_rate,
                 "Users to start per second; default 1, with arrivals "
                 "all in one second")
      ->check(positive_number())
      ->type_name("RATE")
      ->envname("ACRIDA_SPAWN_RATE")
      ->group(group);
  auto* rate = add_rate(app, "--rate", options.rate_per_s,
                        "Open model: so many tasks begin per second, e.g. 500, 500/s, 90/m, on "
                        "whichever of the -u users are free; what finds none is dropped")
                   ->envname("ACRIDA_RATE")
                   ->group(group);
  app.add_flag("--poisson", options.poisson, "Random arrivals of that rate instead of even ones")
      ->envname("ACRIDA_POISSON")
      ->needs(rate)
      ->group(group);
  auto* shape = app.add_option("--shape", options.shape,
                               "Load shape in place of -u and -r: its name in the test, Default "
                               "for none, or steps:users=10,every=30s,for=10m, "
                               "spike:base=10,peak=200,at=2m,hold=30s,for=5m, "
                               "double-wave:min=20,first=60,second=40,for=10m")
                    ->type_name("SHAPE")
                    ->envname("ACRIDA_SHAPE")
                    ->group(group);
  app.add_option("--stages", options.stages,
                 "Load shape of straight lines: DURATION:USERS,..., e.g. 1m:100,5m:100,30s:0")
      ->type_name("STAGES")
      ->envname("ACRIDA_STAGES")
      ->excludes(shape)
      ->group(group);
  add_time_span(app, "-t,--run-time", options.run_time,
                "Stop after this time, e.g. 20, 20s, 3m, 1h20m; without it on Ctrl-C")
      ->envname("ACRIDA_RUN_TIME")
      ->group(group);
  add_time_span(app, "-s,--stop-timeout", options.stop_timeout,
                "Time for requests and tasks in flight to finish at a stop; default 5s")
      ->envname("ACRIDA_STOP_TIMEOUT")
      ->group(group);
  app.add_flag("--reset-stats", options.reset_stats, "Zero the statistics when all users run")
      ->envname("ACRIDA_RESET_STATS")
      ->group(group);
  app.add_option("--max-crashes", options.max_crashes,
                 "A run fails when the test crashes more often than this")
      ->check(whole_number(0, kMostCrashes))
      ->type_name("N")
      ->envname("ACRIDA_MAX_CRASHES")
      ->capture_default_str()
      ->group(group);
  auto* headless = app.add_flag("--headless", options.headless, "Start at once, without the web UI")
                       ->envname("ACRIDA_HEADLESS")
                       ->group(group);
  auto* autostart = app.add_flag("--autostart", options.autostart, "Start at once, with the web UI")
                        ->envname("ACRIDA_AUTOSTART")
                        ->excludes(headless)
                        ->group(group);
  app.add_option_function<std::int64_t>(
         "--autoquit",
         [&options](std::int64_t seconds) { options.autoquit = std::chrono::seconds(seconds); },
         "Quit so many seconds after the run has finished")
      ->check(whole_number(0, kLongestQuitWait_s))
      ->type_name("SECONDS")
      ->envname("ACRIDA_AUTOQUIT")
      ->needs(autostart)
      ->group(group);
}

void declare_thresholds(CLI::App& app, MasterOptions& options) {
  app.add_option("--threshold", options.thresholds,
                 "What the run must keep to, else the exit code is " +
                     std::to_string(MasterOptions::kThresholdExitCode) +
                     ": \"p95(/item)<200ms\", \"failures<0.1%\", \"rate>4000\"; may be followed by "
                     "\"for 30s\" (each stretch by itself), \"after 10s\", \"abort\". May be given "
                     "several times")
      ->type_name("THRESHOLD")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group("Thresholds");
}

void declare_web(CLI::App& app, MasterOptions& options) {
  const char* const group = "Web UI and API";
  app.add_option("--web-host", options.web_host, "Address on which the web UI listens")
      ->type_name("HOST")
      ->envname("ACRIDA_WEB_HOST")
      ->capture_default_str()
      ->group(group);
  app.add_option("-P,--web-port", options.web_port, "Its port; 0 for any free one")
      ->check(port_number())
      ->type_name("PORT")
      ->envname("ACRIDA_WEB_PORT")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--web-insecure", options.web_insecure,
               "Beyond this machine without users (acrida users add) too: whoever reaches the web "
               "UI can start load")
      ->envname("ACRIDA_WEB_INSECURE")
      ->group(group);
  app.add_option("--web-allow-host", options.web_allow_hosts,
                 "A name by which browsers may call it, beside addresses and names without a dot; "
                 "may be given several times")
      ->type_name("NAME")
      ->envname("ACRIDA_WEB_ALLOW_HOST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(group);
  auto* certificate = app.add_option("--tls-cert", options.tls_cert,
                                     "Serve https with this certificate (PEM), read at the start")
                          ->type_name("FILE")
                          ->envname("ACRIDA_TLS_CERT")
                          ->group(group);
  auto* key = app.add_option("--tls-key", options.tls_key, "Its private key (PEM)")
                  ->type_name("FILE")
                  ->envname("ACRIDA_TLS_KEY")
                  ->needs(certificate)
                  ->group(group);
  certificate->needs(key);
  app.add_option("--web-dir", options.web_dir,
                 "Serve the page from this folder instead of the built-in one, for work on it")
      ->check(CLI::ExistingDirectory)
      ->type_name("DIR")
      ->envname("ACRIDA_WEB_DIR")
      ->group(group);
}

void declare_results(CLI::App& app, MasterOptions& options) {
  const char* const group = "Results";
  app.add_flag("--print-stats", options.print_stats,
               "Print the statistics every two seconds (always so with --headless)")
      ->envname("ACRIDA_PRINT_STATS")
      ->group(group);
  app.add_flag("--only-summary", options.only_summary, "Print the statistics only at the end")
      ->envname("ACRIDA_ONLY_SUMMARY")
      ->group(group);
  auto* csv = app.add_option("--csv", options.csv_prefix,
                             "Write PREFIX_stats.csv, PREFIX_stats_history.csv, "
                             "PREFIX_failures.csv, PREFIX_exceptions.csv, PREFIX_metrics.csv and "
                             "PREFIX_generator.csv")
                  ->type_name("PREFIX")
                  ->envname("ACRIDA_CSV")
                  ->group(group);
  app.add_flag("--csv-full-history", options.csv_full_history,
               "Keep the history of every name, not only of the total")
      ->envname("ACRIDA_CSV_FULL_HISTORY")
      ->needs(csv)
      ->group(group);
  app.add_option("--html", options.html_file,
                 "Write a report; {u}, {r} and {t} in the name are users, rate and run time")
      ->type_name("FILE")
      ->envname("ACRIDA_HTML")
      ->group(group);
  app.add_option("--junit", options.junit_file,
                 "Write the verdicts on the thresholds and the load generator as JUnit XML")
      ->type_name("FILE")
      ->envname("ACRIDA_JUNIT")
      ->group(group);
  app.add_option("--otlp-endpoint", options.otlp_endpoint,
                 "Send metrics to an OpenTelemetry collector every five seconds, by HTTP as JSON")
      ->type_name("URL")
      ->envname("OTEL_EXPORTER_OTLP_ENDPOINT")
      ->group(group);
  app.add_flag("--json", options.json, "Print the results as JSON instead of tables")->group(group);
  app.add_option("--json-file", options.json_file,
                 "Write the results to NAME.json, metrics to NAME_metrics.json, the verdict on the "
                 "load generator to NAME_generator.json, those on thresholds to "
                 "NAME_thresholds.json")
      ->type_name("NAME")
      ->group(group);
  app.add_option("--exit-code-on-error", options.exit_code_on_error,
                 "Exit code when requests failed or user code threw")
      ->check(whole_number(0, 255))
      ->type_name("CODE")
      ->envname("ACRIDA_EXIT_CODE_ON_ERROR")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--fail-on-invalid", options.fail_on_invalid,
               "Exit code " + std::to_string(MasterOptions::kInvalidExitCode) +
                   " when the load generator itself was too slow for its results to be believed")
      ->envname("ACRIDA_FAIL_ON_INVALID")
      ->group(group);
  app.add_option(
         "--data-dir", options.data_dir,
         "Keep what must outlive the master here: the history of the runs (acrida runs, report, "
         "compare), the journal from which a master that is started again goes on with the run, "
         "the "
         "keys of the slaves (those otherwise in $XDG_STATE_HOME/acrida or ~/.local/state/acrida)")
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR")
      ->group(group);
  app.add_option("--keep-runs", options.keep_runs,
                 "So many runs stay in the history; those with a star do always")
      ->check(whole_number(1, kMostRuns))
      ->type_name("N")
      ->envname("ACRIDA_KEEP_RUNS")
      ->capture_default_str()
      ->group(group);
  add_byte_size(app, "--keep-bytes", options.keep_bytes,
                "The history's size, beyond which the oldest runs make room; default 20G")
      ->envname("ACRIDA_KEEP_BYTES")
      ->group(group);
}

}  // namespace

std::string MasterOptions::slave_host() const {
  return advertise_host.empty() ? link::reachable_host(bind_host) : advertise_host;
}

bool MasterOptions::is_link_local() const {
  return link::is_loopback(bind_host) &&
         (advertise_host.empty() || link::is_loopback(advertise_host));
}

bool MasterOptions::is_link_encrypted() const {
  return secure || (!insecure && !is_link_local());
}

bool MasterOptions::is_link_insecure() const {
  return !is_link_encrypted() && !is_link_local();
}

void declare_options(CLI::App& app, MasterOptions& options) {
  declare_test(app, options);
  declare_load(app, options);
  declare_thresholds(app, options);
  declare_web(app, options);
  declare_results(app, options);
}

namespace {

void declare_machines(CLI::App& app, MasterOptions& options) {
  const char* const group = "Cloud";
  declare_cloud_options(app, options.cloud);
  app.add_option("--spawn", options.spawn, "So many machines are there from the start")
      ->check(whole_number(0, kMostMachines))
      ->type_name("N")
      ->envname("ACRIDA_SPAWN")
      ->group(group);
  app.add_flag(
         "--autoscale", options.autoscale,
         "More machines when slaves come near what they can do; those end when the others are "
         "enough for the time of --idle-stop")
      ->envname("ACRIDA_AUTOSCALE")
      ->group(group);
  app.add_option("--max-machines", options.max_machines, "No more of them at once")
      ->check(whole_number(1, kMostMachines))
      ->type_name("N")
      ->envname("ACRIDA_MAX_MACHINES")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-cost", options.max_cost_per_hour,
                 "No more than this price an hour together, where templates have one")
      ->check(positive_number())
      ->type_name("PRICE")
      ->envname("ACRIDA_MAX_COST")
      ->group(group);
  add_time_span(app, "--idle-stop", options.idle_stop,
                "A machine that no run uses for so long is stopped; 0: never; default 10m")
      ->envname("ACRIDA_IDLE_STOP")
      ->group(group);
  add_time_span(app, "--machine-lifetime", options.machine_lifetime,
                "No machine gets older, whatever it does; default 24h")
      ->envname("ACRIDA_MACHINE_LIFETIME")
      ->group(group);
}

}  // namespace

void declare_master_options(CLI::App& app, MasterOptions& options) {
  const char* const group = "Slaves";
  app.add_option("user_classes", options.user_classes, "User classes to run; default all")
      ->type_name("CLASS")
      ->envname("ACRIDA_USER_CLASSES");
  app.add_option("--master-bind-host", options.bind_host,
                 "Address on which slaves are awaited; * for all. Beyond this machine the link is "
                 "encrypted and slaves enrol")
      ->type_name("HOST")
      ->envname("ACRIDA_MASTER_BIND_HOST")
      ->capture_default_str()
      ->group(group);
  app.add_option("--master-bind-port", options.bind_port, "Its port; 0 for any free one")
      ->check(port_number())
      ->type_name("PORT")
      ->envname("ACRIDA_MASTER_BIND_PORT")
      ->capture_default_str()
      ->group(group);
  app.add_option(
         "--advertise-host", options.advertise_host,
         "What machines are told as this master's address, where it is not the one above, as "
         "behind a tunnel or for virtual machines on this host")
      ->check(host_name())
      ->type_name("HOST")
      ->envname("ACRIDA_ADVERTISE_HOST")
      ->group(group);
  auto* insecure = app.add_flag("--insecure", options.insecure,
                                "Plain beyond this machine too, for Locust workers: on networks "
                                "that you trust")
                       ->envname("ACRIDA_INSECURE")
                       ->group(group);
  app.add_flag("--secure", options.secure, "Encrypted on this machine too, for tunnels")
      ->envname("ACRIDA_SECURE")
      ->excludes(insecure)
      ->group(group);
  app.add_option("--expect-workers,--expect-slaves", options.expect_slaves,
                 "Start when so many slaves are connected (--headless, --autostart)")
      ->check(whole_number(1, kMostSlaves))
      ->type_name("N")
      ->envname("ACRIDA_EXPECT_WORKERS")
      ->capture_default_str()
      ->group(group);
  add_time_span(app, "--expect-workers-max-wait,--expect-slaves-max-wait", options.expect_max_wait,
                "Give up when they have not come in this time; default never")
      ->envname("ACRIDA_EXPECT_WORKERS_MAX_WAIT")
      ->group(group);
  add_time_span(app, "--slave-timeout", options.slave_timeout,
                "A slave that is silent for so long is missing; default 3s")
      ->envname("ACRIDA_SLAVE_TIMEOUT")
      ->group(group);
  declare_machines(app, options);
}

void declare_run_options(CLI::App& app, MasterOptions& options) {
  app.add_option("test", options.positional_test, "The test, unless -f names it")
      ->type_name("TEST");
  app.add_option("user_classes", options.user_classes, "User classes to run; default all")
      ->type_name("CLASS")
      ->envname("ACRIDA_USER_CLASSES");
  app.add_option("--processes", options.processes,
                 "Local slaves to start; one uses all cores; default 1")
      ->check(whole_number(1, kMostProcesses))
      ->type_name("N")
      ->envname("ACRIDA_PROCESSES")
      ->group("Slaves");
  options.processes = 1;
  add_byte_size(app, "--runner-memory", options.runner_memory_bytes,
                "Memory that users may allocate, e.g. 512M, 2G; default 80 % of the machine's")
      ->envname("ACRIDA_RUNNER_MEMORY")
      ->group("Slaves");
}

}  // namespace acrida
