// results_table ROWS JSON: prints the rows that the benches have appended to ROWS as one table and writes them
// to JSON.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tests/bench/bench_row.hpp"

namespace acrida::tests {
namespace {

std::vector<BenchRow> read_rows(const char* path) {
  std::vector<BenchRow> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::vector<std::string> text;
    for (std::string field; std::getline(fields, field, '\t');) text.push_back(field);
    if (text.size() != 8) continue;
    rows.push_back({text[0], text[1], std::stod(text[2]), text[3], std::stod(text[4]), text[5],
                    std::stod(text[6]), std::stod(text[7])});
  }
  return rows;
}

double judged(const BenchRow& row) {
  return row.peer.empty() ? row.figure : row.ratio;
}

void print(const std::vector<BenchRow>& rows) {
  std::printf("%-10s %-44s %10s %-22s %-18s %8s %8s %8s\n", "bench", "what", "figure", "unit",
              "peer", "its", "ratio", "goal");
  for (const BenchRow& row : rows) {
    std::printf("%-10s %-44s %10.4g %-22s", row.bench.c_str(), row.what.c_str(), row.figure,
                row.unit.c_str());
    if (row.peer.empty())
      std::printf(" %-18s %8s %8s", "", "", "");
    else
      std::printf(" %-18s %8.4g %8.3f", row.peer.c_str(), row.peer_figure, row.ratio);
    if (row.goal > 0) std::printf(" %8.4g%s", row.goal, judged(row) <= row.goal ? "" : "  missed");
    std::printf("\n");
  }
}

void write_json(const std::vector<BenchRow>& rows, const char* path) {
  boost::json::array list;
  for (const BenchRow& row : rows) {
    boost::json::object object{
        {"bench", row.bench}, {"what", row.what}, {"figure", row.figure}, {"unit", row.unit}};
    if (!row.peer.empty()) {
      object["peer"] = row.peer;
      object["peer_figure"] = row.peer_figure;
      object["ratio"] = row.ratio;
    }
    if (row.goal > 0) {
      object["goal"] = row.goal;
      object["is_met"] = judged(row) <= row.goal;
    }
    list.push_back(std::move(object));
  }
  std::ofstream(path) << boost::json::object{{"rows", std::move(list)}} << "\n";
}

}  // namespace
}  // namespace acrida::tests

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: results_table ROWS JSON\n");
    return 2;
  }
  const auto rows = acrida::tests::read_rows(arguments[1]);
  acrida::tests::print(rows);
  acrida::tests::write_json(rows, arguments[2]);
}
