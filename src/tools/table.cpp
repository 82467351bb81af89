#include "tools/table.h"

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/json_number.h"
#include "tools/lines.h"

namespace rustygpt::tools {
namespace {

// Gathers records into a table and holds it to its limits.
class TableBuilder {
public:
    TableBuilder(const TableLimits& limits, std::string_view path) : limits_(limits), path_(path) {}

    void add(Cell cell) {
        within("max_cell_bytes", limits_.max_cell_bytes, cell.text.size(), "A cell has too many bytes");
        record_.push_back(std::move(cell));
        within("max_columns", limits_.max_columns, record_.size(), "A table has too many columns");
    }

    // The record that ends in this line, counted from 1.
    void end_record(std::size_t line) {
        if (!header_) {
            for (auto& cell : record_) table_.columns.push_back(std::move(cell.text));
            header_ = true;
        } else {
            if (record_.size() != table_.columns.size())
                throw bad_input(path_, fmt::format("has {} fields in line {}, where the header has {}", record_.size(),
                                                   line, table_.columns.size()));
            table_.rows.push_back(std::move(record_));
            within("max_rows", limits_.max_rows, table_.rows.size(), "A table has too many rows");
        }
        record_.clear();
    }

    Table take() {
        if (!header_) throw bad_input(path_, "has no header line");
        return std::move(table_);
    }

private:
    const TableLimits& limits_;
    std::string_view path_;
    Table table_;
    std::vector<Cell> record_;
    bool header_ = false;
};

class CsvReader {
public:
    CsvReader(std::string_view text, const TableLimits& limits, std::string_view path)
        : rest_(text), path_(path), builder_(limits, path) {}

    Table read() {
        while (!rest_.empty()) {
            if (take_line_end()) continue;  // a blank line
            for (;;) {
                builder_.add(rest_.starts_with('"') ? quoted() : plain());
                if (rest_.empty() || rest_.front() != ',') break;
                rest_.remove_prefix(1);
            }
            if (!rest_.empty() && !line_end()) complain("has something behind a closing quote");
            builder_.end_record(line_);
            take_line_end();
        }
        return builder_.take();
    }

private:
    [[noreturn]] void complain(std::string_view what) const {
        throw bad_input(path_, fmt::format("{}, in line {}", what, line_));
    }

    [[nodiscard]] std::size_t line_end() const {
        if (rest_.starts_with('\n')) return 1;
        return rest_.starts_with("\r\n") ? 2 : 0;
    }

    bool take_line_end() {
        const auto length = line_end();
        rest_.remove_prefix(length);
        line_ += length > 0;
        return length > 0;
    }

    Cell plain() {
        const auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
        auto field = rest_.substr(0, end);
        const bool line_ends = end == rest_.size() || rest_[end] == '\n';
        if (line_ends && end < rest_.size() && field.ends_with('\r')) field.remove_suffix(1);
        if (field.contains('"')) complain("has a quote within a field that does not begin with one");
        rest_.remove_prefix(field.size());
        if (field.empty()) return {};
        return {.kind = Cell::Kind::text, .text = std::string(field)};
    }

    Cell quoted() {
        Cell cell{.kind = Cell::Kind::text};
        for (;;) {
            rest_.remove_prefix(1);  // the opening quote, or the second of a pair
            const auto end = rest_.find('"');
            if (end == rest_.npos) complain("has a quote that is never closed");
            const auto part = rest_.substr(0, end);
            line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
            cell.text += part;
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) return cell;
            cell.text.push_back('"');
        }
    }

    std::string_view rest_;
    std::string_view path_;
    std::size_t line_ = 1;
    TableBuilder builder_;
};

Cell cell_of(const json::value& value, std::string_view path) {
    if (value.is_null()) return {};
    if (value.is_bool()) return {Cell::Kind::boolean, value.get_bool() ? "true" : "false"};
    if (value.is_string()) return {Cell::Kind::text, std::string(value.get_string())};
    if (!value.is_number()) throw bad_input(path, "must be a string, a number, true, false or null");
    Cell cell{.kind = Cell::Kind::number};
    append_json(cell.text, canonical_number(value));
    return cell;
}

std::string csv_field(const Cell& cell, bool alone) {
    if (cell.text.empty()) return cell.kind == Cell::Kind::text || alone ? "\"\"" : "";
    if (cell.text.find_first_of(",\"\r\n") == cell.text.npos) return cell.text;
    std::string out = "\"";
    for (const char c : cell.text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    return out + "\"";
}

json::value json_of(const Cell& cell) {
    switch (cell.kind) {
        case Cell::Kind::null: return nullptr;
        case Cell::Kind::boolean: return cell.text == "true";
        case Cell::Kind::number: return parse_json(cell.text);
        case Cell::Kind::text: break;
    }
    return json::value(cell.text);
}

}  // namespace

Table read_csv(std::string_view text, const TableLimits& limits, std::string_view path) {
    return CsvReader(text, limits, path).read();
}

Table read_tsv(std::string_view text, const TableLimits& limits, std::string_view path) {
    TableBuilder builder(limits, path);
    std::size_t number = 0;
    for (auto line : lines_of(text)) {
        ++number;
        if (line.empty()) continue;
        for (bool more = true; more;) {
            const auto end = line.find('\t');
            const auto field = line.substr(0, end);
            builder.add(field.empty() ? Cell{} : Cell{Cell::Kind::text, std::string(field)});
            more = end != line.npos;
            line.remove_prefix(more ? end + 1 : line.size());
        }
        builder.end_record(number);
    }
    return builder.take();
}

Table read_json_rows(const json::value& value, const TableLimits& limits, std::string_view path) {
    if (!value.is_array()) throw bad_input(path, "must be a list of objects");
    const auto& list = value.get_array();
    within("max_rows", limits.max_rows, list.size(), "A table has too many rows");
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!list[i].is_object()) throw bad_input(pointer(path, std::to_string(i)), "must be an object");
        for (const auto& [key, _] : list[i].get_object()) names.insert(key);
        within("max_columns", limits.max_columns, names.size(), "A table has too many columns");
    }
    Table table{.columns = {names.begin(), names.end()}, .rows = {}};
    if (table.columns.empty()) throw bad_input(path, "must have at least one object with a member");
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& row = table.rows.emplace_back();
        for (const auto& name : table.columns) {
            const auto* member = list[i].get_object().if_contains(name);
            row.push_back(member ? cell_of(*member, pointer(pointer(path, std::to_string(i)), name)) : Cell{});
            within("max_cell_bytes", limits.max_cell_bytes, row.back().text.size(), "A cell has too many bytes");
        }
    }
    return table;
}

std::string write_csv(const Table& table) {
    std::string out;
    const bool alone = table.columns.size() == 1;  // a line that is empty would be a blank one
    const auto record = [&](const auto& fields, auto to_field) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) out.push_back(',');
            out += to_field(fields[i]);
        }
        out.push_back('\n');
    };
    record(table.columns, [&](const std::string& name) {
        return csv_field({name.empty() ? Cell::Kind::null : Cell::Kind::text, name}, alone);
    });
    for (const auto& row : table.rows) record(row, [&](const Cell& cell) { return csv_field(cell, alone); });
    return out;
}

std::string write_tsv(const Table& table) {
    std::string out;
    const auto record = [&](const auto& fields, auto text_of) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string& text = text_of(fields[i]);
            if (text.find_first_of("\t\r\n") != text.npos)
                throw failed("A cell has a tab or a line end, which tab-separated values can't hold.");
            if (i > 0) out.push_back('\t');
            out += text;
        }
        out.push_back('\n');
    };
    record(table.columns, [](const std::string& name) -> const std::string& { return name; });
    for (const auto& row : table.rows) record(row, [](const Cell& cell) -> const std::string& { return cell.text; });
    return out;
}

json::array to_json_rows(const Table& table) {
    json::array out;
    for (const auto& row : table.rows) {
        json::object object;
        for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i]] = json_of(row[i]);
        out.push_back(std::move(object));
    }
    return out;
}

bool is_number(std::string_view text) {
    const auto digits = [&text] {
        std::size_t count = 0;
        while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
        text.remove_prefix(count);
        return count;
    };
    if (text.starts_with('-')) text.remove_prefix(1);
    const bool zero = text.starts_with('0');
    const auto whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (digits() == 0) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (digits() == 0) return false;
    }
    return text.empty();
}

}  // namespace rustygpt::tools
