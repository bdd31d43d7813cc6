// RunExport: a run travels from one archive to another; a file that is none changes nothing.
#include "master/history/run_export.hpp"

#include <fstream>
#include <random>
#include <sstream>
#include <zlib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/history/run_store.hpp"
#include "sample_run.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using testing::HasSubstr;
using tests::SampleRun;

class RunExportTest : public testing::Test {
 protected:
  RunExportTest() {
    for (const auto* folder : {"from", "to"}) {
      auto store = RunStore::open(folder_ / folder);
      EXPECT_TRUE(store) << store.error().what;
      if (std::string(folder) == "from") write(**store);
    }
  }
  void write(RunStore& store) {
    for (int second = 1; second <= 5000; second += second < 1000 ? 1 : 10)
      EXPECT_TRUE(store.write(run_.entry(second, second + 10 > 5000)));
  }
  RunArchive archive(const std::string& name) {
    auto archive = RunArchive::open(folder_ / name);
    EXPECT_TRUE(archive) << archive.error().what;
    return std::move(*archive);
  }
  std::string exported() {
    RunArchive from = archive("from");
    const auto run = from.find(1);
    from.edit(run.value(), {"nightly", "a note", {{"a"}}, {}});
    const auto done = export_run(from, from.find(1).value(), folder_ / "run.acrida");
    EXPECT_TRUE(done) << done.error().what;
    std::ifstream file(folder_ / "run.acrida", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// The error of an import of that text, compressed.
  std::string refusal(const std::string& text) {
    gzFile file = gzopen((folder_ / "bad").c_str(), "wb1");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return refusal_of_file();
  }
  std::string refusal_of_file() {
    RunArchive to = archive("to");
    const auto id = import_run(to, folder_ / "bad");
    EXPECT_TRUE(to.list(10).value().empty());
    return id ? "" : id.error().what;
  }

  SampleRun run_{.names = 2, .requests = 3, .has_failures = true};
  const tests::TempDir folder_;
};

TEST_F(RunExportTest, ARunIsTheSameInAnotherArchive) {
  ASSERT_FALSE(exported().empty());
  RunArchive from = archive("from");
  RunArchive to = archive("to");
  const auto id = import_run(to, folder_ / "run.acrida");
  ASSERT_TRUE(id) << id.error().what;
  const ArchivedRun there = from.find(1).value();
  const ArchivedRun here = to.find(id.value()).value();
  EXPECT_EQ(here.label.name, "nightly");
  EXPECT_TRUE(here.is_foreign);
  EXPECT_EQ(here.state, "finished");
  EXPECT_EQ(here.summary.requests, from.view(there).value().total.requests);
  EXPECT_EQ(here.summary.p99_ms, summary_of(from.view(there).value()).p99_ms);
  EXPECT_EQ(to.points(here).value().size(), from.points(there).value().size());
  EXPECT_THAT(import_run(to, folder_ / "run.acrida").error().what, HasSubstr("already"));
  // A master that starts here does not take it for its own.
  auto store = RunStore::open(folder_ / "to");
  EXPECT_FALSE((*store)->unfinished().value());
}

TEST_F(RunExportTest, WhatIsNoExportIsRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("cut off"));
  EXPECT_THAT(refusal("{}\n"), HasSubstr("no export"));
  EXPECT_THAT(refusal("[1]\n"), HasSubstr("cannot be imported"));
  EXPECT_THAT(refusal("{\"acrida_run\":2}\n"), HasSubstr("another version"));
  EXPECT_NE(refusal("{\"acrida_run\":1}\n"), "");
  EXPECT_NE(refusal(std::string(100'000, '[') + "\n"), "");
  RunArchive to = archive("to");
  EXPECT_NE(import_run(to, folder_ / "nothing").error().what, "");
}

TEST_F(RunExportTest, DamagedFilesAreRefusedOrWhole) {
  const std::string good = exported();
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) {
    std::string bad = good;
    if (i % 2 == 0)
      bad.resize(random() % bad.size());
    else
      bad[random() % bad.size()] ^= static_cast<char>(1u << random() % 8);
    std::ofstream(folder_ / "bad", std::ios::binary) << bad;
    RunArchive to = archive("to");
    const auto id = import_run(to, folder_ / "bad");
    if (!id) {
      EXPECT_TRUE(to.list(10).value().empty());
      continue;
    }
    ASSERT_TRUE(to.remove(to.find(id.value()).value()));
  }
}

/// The checksum is right, what is in it is not.
TEST_F(RunExportTest, LinesThatWereChangedAreRefusedOrHarmless) {
  exported();
  gzFile file = gzopen((folder_ / "run.acrida").c_str(), "rb");
  std::string text(4 << 20, '\0');
  text.resize(static_cast<std::size_t>(gzread(file, text.data(), 4 << 20)));
  gzclose(file);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  EXPECT_NE(refusal(lines[0] + lines[2] + lines[1] + "{\"end\":2}\n"), "") << "disorder";
  EXPECT_NE(refusal(lines[0] + lines[1] + "{\"end\":2}\n"), "") << "an entry is missing";
  std::string level = lines[1];
  level.replace(level.find(":") + 1, 1, "77");
  EXPECT_NE(refusal(lines[0] + level + "{\"end\":1}\n"), "");
  std::mt19937 random(7);
  for (int i = 0; i < 60; ++i) {
    std::string changed = lines[0] + lines[1] + lines[2] + "{\"end\":2}\n";
    for (int n = 0; n < 3; ++n) {
      const std::size_t at = random() % (i < 30 ? lines[0].size() : changed.size());
      changed[at] = "0123456789-\"{}[],:eA"[random() % 20];
    }
    gzFile bad = gzopen((folder_ / "bad").c_str(), "wb1");
    gzwrite(bad, changed.data(), static_cast<unsigned>(changed.size()));
    gzclose(bad);
    RunArchive to = archive("to");
    if (const auto id = import_run(to, folder_ / "bad")) {
      const ArchivedRun run = to.find(id.value()).value();
      EXPECT_TRUE(to.view(run));
      EXPECT_TRUE(to.remove(run));
    }
    EXPECT_TRUE(to.list(10).value().empty());
  }
}

}  // namespace
}  // namespace acrida
