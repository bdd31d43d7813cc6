// Row message data: reads the data of each row message.
#pragma once

#include "core/wire/reader.hpp"
#include "core/wire/row_messages.hpp"

namespace acrida::wire {

RowsWanted read_rows_wanted(Reader& in);
RowsOpen read_rows_open(Reader& in);
RowsSettled read_rows_settled(Reader& in);
RowsGranted read_rows_granted(Reader& in);
RowsOpened read_rows_opened(Reader& in);

}  // namespace acrida::wire
