-- Tables that arrive and fit in every format; Quarto and the route without it both run this last.
--
-- html:  each table scrolls in a box of its own, so that a wide one never widens the page.
-- pptx:  pandoc writes a table only at the top level of a slide or column. Quarto leaves cross-referenced
--        ones inside divs, where they are dropped with a warning; lift them out. Columns get the width of
--        their text, since pandoc would make them all alike.
-- other: pandoc gives a table with long lines the full width and shares it by the dashes under the header;
--        the writers' own fit is better.

local slides_as_file = FORMAT:match("^pptx") ~= nil
local in_browser = FORMAT:match("^html") ~= nil or FORMAT:match("^revealjs") ~= nil

local function longest_text(rows, column, longest)
  for _, row in ipairs(rows) do
    local cell = row.cells[column]
    if cell then
      longest = math.max(longest, utf8.len(pandoc.utils.stringify(cell.contents)) or 0)
    end
  end
  return longest
end

local function text_widths(tbl)
  local widths, total = {}, 0
  for column = 1, #tbl.colspecs do
    -- Three characters more for the cell's margins.
    local width = longest_text(tbl.head.rows, column, 1)
    for _, body in ipairs(tbl.bodies) do
      width = longest_text(body.body, column, width)
    end
    widths[column] = width + 3
    total = total + width + 3
  end
  for column = 1, #widths do
    widths[column] = widths[column] / total
  end
  return widths
end

local function set_widths(tbl)
  local widths = slides_as_file and text_widths(tbl) or {}
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1] } end)
  for column, width in ipairs(widths) do
    tbl.colspecs[column] = { tbl.colspecs[column][1], width }
  end
  return tbl
end

local function holds_table(div)
  local found = false
  div:walk({ Table = function() found = true end })
  return found
end

local function lift_out(div)
  local layout = div.classes:includes("columns") or div.classes:includes("column")
  if not layout and not div.classes:includes("notes") and holds_table(div) then
    return div.content
  end
end

local function box(tbl)
  return pandoc.Div({ tbl }, pandoc.Attr("", { "table-box" }))
end

local filters = { { Table = set_widths } }
if slides_as_file then
  filters[#filters + 1] = { Div = lift_out }
elseif in_browser then
  filters[#filters + 1] = { Table = box }
end
return filters
