// FeederBase: hands out rows.
#include <stdexcept>

#include <acrida/control_flow.hpp>
#include <acrida/feeder_base.hpp>
#include <acrida/row_cursor.hpp>
#include <acrida/user.hpp>

namespace acrida {

void FeederBase::bind(const RowTable& table, std::size_t number) {
  table_ = &table;
  number_ = number;
}

task<Row> FeederBase::next(User& user) {
  const auto cursors = user.environment().row_cursors;
  if (number_ >= cursors.size()) throw std::logic_error(file_ + ": has rows only in a run");
  RowCursor& cursor = *cursors[number_];
  while (true) {
    const RowCursor::Taken taken = cursor.take();
    if (taken.answer == RowCursor::Answer::row) co_return Row(*table_, taken.row);
    if (taken.answer == RowCursor::Answer::end) stop_user();
    co_await cursor.wait();
  }
}

}  // namespace acrida
