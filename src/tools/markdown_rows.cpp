#include "tools/markdown_rows.h"

#include <algorithm>

#include <fmt/format.h>
#include <utf8proc.h>

#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/lines.h"

namespace rustygpt::tools {
namespace {

constexpr std::string_view own_marks = "\\|`*_[]<>~&";

bool punctuation(char c) { return c > 0x20 && c < 0x7F && !std::isalnum(static_cast<unsigned char>(c)); }

std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\r' && text.substr(at + 1).starts_with('\n')) continue;
        if (c == '\n' || c == '\r') {
            out += "<br>";
            continue;
        }
        if (own_marks.contains(c)) out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at).starts_with("<br>")) {
            out.push_back('\n');
            at += 3;
        } else {
            if (text[at] == '\\' && at + 1 < text.size() && punctuation(text[at + 1])) ++at;
            out.push_back(text[at]);
        }
    }
    return out;
}

// Columns on a terminal; East Asian wide characters take two, combining marks none.
std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        utf8proc_int32_t code = 0;
        const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                            static_cast<utf8proc_ssize_t>(text.size()), &code);
        if (bytes <= 0) break;
        columns += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)));
        text.remove_prefix(static_cast<std::size_t>(bytes));
    }
    return columns;
}

struct Column {
    std::size_t width = 3;
    bool right = false;
};

class Writer {
public:
    Writer(const Table& table, std::size_t most) : most_(most) {
        rows_.emplace_back();
        for (const auto& name : table.columns) rows_[0].push_back(escaped(name));
        for (const auto& row : table.rows) {
            auto& line = rows_.emplace_back();
            for (const auto& cell : row) line.push_back(escaped(cell.text));
        }
        for (std::size_t i = 0; i < table.columns.size(); ++i) columns_.push_back(column(table, i));
    }

    std::string write() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            line(rows_[i]);
            if (i == 0) rule();
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] Column column(const Table& table, std::size_t index) const {
        Column made;
        for (const auto& row : rows_) {
            const auto wide = width(row[index]);
            if (wide <= max_aligned) made.width = std::max(made.width, wide);
        }
        bool any = false;
        made.right = std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
            any = any || !row[index].text.empty();
            return row[index].text.empty() || is_number(row[index].text);
        });
        made.right = made.right && any;
        return made;
    }

    void line(const std::vector<std::string>& cells) {
        out_.push_back('|');
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto wide = width(cells[i]);
            const std::string padding(columns_[i].width - std::min(wide, columns_[i].width), ' ');
            out_.push_back(' ');
            out_ += columns_[i].right ? padding + cells[i] : cells[i] + padding;
            out_ += " |";
        }
        out_.push_back('\n');
        within("max_output_bytes", most_, out_.size(), "The Markdown table has too many bytes");
    }

    void rule() {
        out_.push_back('|');
        for (const auto& [wide, right] : columns_) {
            out_ += " " + std::string(wide - right, '-');
            out_ += right ? ": |" : " |";
        }
        out_.push_back('\n');
    }

    std::size_t most_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<Column> columns_;
    std::string out_;
};

// The cells of one line, still escaped.
std::vector<std::string_view> cells_of(std::string_view line) {
    line = english::trimmed(line);
    if (line.starts_with('|')) line.remove_prefix(1);
    std::vector<std::string_view> cells;
    std::size_t begin = 0;
    bool escape = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '|' && !escape) {
            cells.push_back(english::trimmed(line.substr(begin, at - begin)));
            begin = at + 1;
        }
        escape = line[at] == '\\' && !escape;
    }
    if (begin < line.size()) cells.push_back(english::trimmed(line.substr(begin)));
    return cells;
}

bool is_rule(const std::vector<std::string_view>& cells) {
    return std::all_of(cells.begin(), cells.end(), [](std::string_view cell) {
        if (cell.starts_with(':')) cell.remove_prefix(1);
        if (cell.ends_with(':')) cell.remove_suffix(1);
        return !cell.empty() && cell.find_first_not_of('-') == cell.npos;
    });
}

}  // namespace

std::string write_markdown(const Table& table, std::size_t max_output_bytes) {
    return Writer(table, max_output_bytes).write();
}

Table read_markdown(std::string_view text, const TableLimits& limits, std::string_view path) {
    const auto lines = lines_of(english::trimmed(text));
    const auto header = lines.empty() ? std::vector<std::string_view>{} : cells_of(lines[0]);
    const auto rule = lines.size() < 2 ? std::vector<std::string_view>{} : cells_of(lines[1]);
    if (header.empty() || rule.size() != header.size() || !is_rule(rule))
        throw bad_input(path, "must begin with a header line and a line like | --- | --- | of as many cells");
    within("max_columns", limits.max_columns, header.size(), "A table has too many columns");
    within("max_rows", limits.max_rows, lines.size() - 2, "A table has too many rows");
    Table table;
    for (const auto name : header) table.columns.push_back(unescaped(name));
    for (std::size_t at = 2; at < lines.size(); ++at) {
        const auto cells = cells_of(lines[at]);
        if (cells.size() != header.size())
            throw bad_input(path, fmt::format("has {} cells in line {}, where the header has {}", cells.size(), at + 1,
                                              header.size()));
        auto& row = table.rows.emplace_back();
        for (const auto cell : cells) {
            within("max_cell_bytes", limits.max_cell_bytes, cell.size(), "A cell has too many bytes");
            row.push_back(cell.empty() ? Cell{} : Cell{Cell::Kind::text, unescaped(cell)});
        }
    }
    return table;
}

}  // namespace rustygpt::tools
