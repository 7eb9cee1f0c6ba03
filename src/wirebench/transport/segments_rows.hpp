/// \file HDF5 row types of the segments tables.
#pragma once

#include <cstddef>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/segments_layout.hpp"

namespace wirebench::transport {

/// Row type of one of the tables in segments_layout.hpp.
template <class Row, std::size_t N>
[[nodiscard]] hdf5::RowType<Row> row_type(const layout::Field (&fields)[N]) {
  hdf5::RowType<Row> type;
  for (const layout::Field& field : fields) {
    switch (field.type) {
      case layout::FieldType::u4: type.template array<std::uint32_t>(field.name, field.offset, field.count); break;
      case layout::FieldType::u8: type.template array<std::uint64_t>(field.name, field.offset, field.count); break;
      case layout::FieldType::i4: type.template array<std::int32_t>(field.name, field.offset, field.count); break;
      case layout::FieldType::f4: type.template array<float>(field.name, field.offset, field.count); break;
      case layout::FieldType::f8: type.template array<double>(field.name, field.offset, field.count); break;
      case layout::FieldType::flag: type.flag(field.name, field.offset); break;
    }
  }
  return type;
}

}  // namespace wirebench::transport
