-- Tables and figures that arrive and fit in every format; Quarto and the route without it both run this last.
--
-- html:  each table scrolls in a box of its own, so that a wide one never widens the page; its headings say
--        what they are of.
-- docx:  columns get the width of their text, since not every word processor fits them by itself; lines
--        break between words only, and a table whose words do not fit the page gets smaller letters.
-- pptx:  columns get the width of their text, and letters small enough for the slide, since pandoc knows but
--        one size. pandoc writes tables and pictures only at the top level of a slide or column, so lift them
--        out of other divs.
-- typst: the same as for docx, with letters of 8 points at least; a wide table takes the page's margins too,
--        and one that is wider still a page on its side.

local base = FORMAT:gsub("[+-].*", "")
local in_browser = base:match("^html") or base == "revealjs"

-- A slide of reference.pptx has room for a table of 648 by 250 points.
local slide_width, slide_height = 648, 250
local largest_letters, smallest_letters, caption_letters = 14, 7, 12
local cell_margin = 3 -- in letters

-- What reference.docx and pdf.typ set, in points: the width that a table may take, both side margins of a cell,
-- and the letters of the table styles. The mean letter is in em; Word's in a wide font, since not every reader
-- has the document's own. Some letters take half more.
local sheets = {
  docx = {
    width = 459, cell_margins = 6, letter = 0.62, bold = 0.69, word = "[^ \n]+",
    styles = { { "Table", 8.5 }, { "WideTable", 7.5 }, { "WidestTable", 6.5 } },
  },
  typst = {
    width = 505, cell_margins = 8, letter = 0.53, bold = 0.56, word = "[^ \n_]+_?",
    styles = { { "9.2pt", 9.2 }, { "8.6pt", 8.6 }, { "8pt", 8 } },
  },
}
local sheet = sheets[base]
local width_on_its_side = 750
local wide_signs = "mwMW%+±×−"

local function longest_text(rows, column, longest)
  for _, row in ipairs(rows) do
    local cell = row.cells[column]
    if cell then
      longest = math.max(longest, utf8.len(pandoc.utils.stringify(cell.contents)) or 0)
    end
  end
  return longest
end

-- The letters that each column needs beside each other, and their sum.
local function letters_by_column(tbl)
  local letters, sum = {}, 0
  for column = 1, #tbl.colspecs do
    -- Headings are bold.
    letters[column] = 1.15 * longest_text(tbl.head.rows, column, 1)
    for _, body in ipairs(tbl.bodies) do
      letters[column] = longest_text(body.body, column, letters[column])
    end
    letters[column] = letters[column] + cell_margin
    sum = sum + letters[column]
  end
  return letters, sum
end

local function set_widths(tbl)
  local letters, sum = letters_by_column(tbl)
  for column, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[column] = { spec[1], letters[column] / sum }
  end
  return sum
end

local function without_widths(tbl)
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1] } end)
  return tbl
end

-- Word --------------------------------------------------------------------------------------------

local function text_width(text, letter)
  local letters = 0
  for _, code in utf8.codes(text) do
    letters = letters + (wide_signs:find(utf8.char(code), 1, true) and 1.5 or 1)
  end
  return letters * letter
end

local function widest_word(text, letter)
  local widest = 0
  for word in text:gmatch(sheet.word) do widest = math.max(widest, text_width(word, letter)) end
  return widest
end

local function is_bold(cell)
  local found = false
  cell.contents:walk { Strong = function() found = true end }
  return found
end

-- Widen a column's least and natural width, in em, to those that a cell needs. A number stays in one piece.
local function widen(width, cell, heading, number)
  local text = pandoc.utils.stringify(cell.contents)
  local letter = (heading or is_bold(cell)) and sheet.bold or sheet.letter
  local whole = text_width(text, letter)
  width.least = math.max(width.least, number and not heading and whole or widest_word(text, letter))
  width.natural = math.max(width.natural, whole)
end

local function widths_in_em(tbl)
  local widths = tbl.colspecs:map(function() return { least = 0, natural = 0 } end)
  local function add(rows, heading)
    for _, row in ipairs(rows) do
      for column, cell in ipairs(row.cells) do
        widen(widths[column], cell, heading, tbl.colspecs[column][1] == "AlignRight")
      end
    end
  end
  add(tbl.head.rows, true)
  for _, body in ipairs(tbl.bodies) do add(body.body, false) end
  return widths
end

local function sum_in_points(widths, kind, points)
  local sum = 0
  for _, width in ipairs(widths) do sum = sum + width[kind] * points + sheet.cell_margins end
  return sum
end

local function style_that_fits(widths)
  for _, style in ipairs(sheet.styles) do
    if sum_in_points(widths, "least", style[2]) <= sheet.width then return table.unpack(style) end
  end
  return table.unpack(sheet.styles[#sheet.styles])
end

-- The widths of the columns, of which the page's is 1. What words leave free goes to the longer texts.
local function shares(widths, points, page_width)
  local least = sum_in_points(widths, "least", points)
  local natural = sum_in_points(widths, "natural", points)
  local free = math.max(0, math.min(page_width, natural) - least)
  local stretch = natural > least and free / (natural - least) or 0
  return widths:map(function(width)
    local em = width.least + stretch * (width.natural - width.least)
    return (em * points + sheet.cell_margins) / math.max(page_width, least)
  end)
end

local function fit_columns(tbl, widths, points, page_width)
  for column, share in ipairs(shares(widths, points, page_width)) do
    tbl.colspecs[column] = { tbl.colspecs[column][1], share }
  end
end

local function fit_page(tbl)
  -- A table without a header is one that Quarto lays a callout out with.
  if #tbl.head.rows == 0 then return nil end
  local widths = widths_in_em(tbl)
  local style, points = style_that_fits(widths)
  tbl.attributes["custom-style"] = style
  fit_columns(tbl, widths, points, sheet.width)
  return tbl
end

-- Contents are a field that Word fills with page numbers; other readers show its links.
local function field(kind, more)
  return ('<w:r><w:fldChar w:fldCharType="%s"%s/></w:r>'):format(kind, more or "")
end

local function styled(style, inlines)
  return pandoc.Div({ pandoc.Para(inlines) }, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function contents_entries(blocks)
  local headers = blocks:filter(function(block) return block.t == "Header" end)
  local shallowest = 6
  for _, header in ipairs(headers) do shallowest = math.min(shallowest, header.level) end
  local entries, counts = pandoc.List(), { 0, 0 }
  for _, header in ipairs(headers) do
    local depth, text = header.level - shallowest + 1, pandoc.utils.stringify(header.content)
    if depth <= 2 then
      if not header.classes:includes("unnumbered") then
        counts = depth == 1 and { counts[1] + 1, 0 } or { counts[1], counts[2] + 1 }
        text = table.concat(counts, ".", 1, depth) .. " " .. text
      end
      local link = pandoc.Link(text, "#" .. header.identifier)
      entries:insert({ style = "toc " .. depth, shown = pandoc.Inlines { link } })
    end
  end
  return entries
end

local function contents_for_word(blocks)
  local entries = contents_entries(blocks)
  if #entries == 0 then return {} end
  local asked = '<w:r><w:instrText xml:space="preserve">TOC \\o "1-2" \\h \\z \\u</w:instrText></w:r>'
  local opens = field("begin", ' w:dirty="true"') .. asked .. field("separate")
  entries[1].shown:insert(1, pandoc.RawInline("openxml", opens))
  entries[#entries].shown:insert(pandoc.RawInline("openxml", field("end")))
  local contents = pandoc.Blocks { styled("TOC Heading", "Contents") }
  for _, entry in ipairs(entries) do contents:insert(styled(entry.style, entry.shown)) end
  return contents
end

-- Put contents where the text asks for them. Pages in a browser and slides have their own.
local function fill_contents(doc)
  return doc:walk {
    Div = function(div)
      if not div.classes:includes("contents") then return nil end
      if base == "typst" then return pandoc.RawBlock("typst", "#contents()") end
      return base == "docx" and contents_for_word(doc.blocks) or {}
    end,
  }
end

-- PDF ---------------------------------------------------------------------------------------------

local function fit_sheet(tbl)
  local widths = widths_in_em(tbl)
  local style, points = style_that_fits(widths)
  tbl.attributes["typst:text:size"] = style
  local on_its_side = sum_in_points(widths, "least", points) > sheet.width
  fit_columns(tbl, widths, points, on_its_side and width_on_its_side or sheet.width)
  if not on_its_side then return tbl end
  return {
    pandoc.RawBlock("typst", "#page(flipped: true)["), tbl, pandoc.RawBlock("typst", "]"),
  }
end

-- A screen reader says a formula as it was written.
local function say_formula(math)
  local said = math.text:gsub("\\", "\\\\"):gsub('"', '\\"')
  return {
    pandoc.RawInline("typst", '#[#set math.equation(alt: "' .. said .. '");'), math,
    pandoc.RawInline("typst", "]"),
  }
end

-- A picture moves to the top of a page, and no sentence goes on behind it.
local function keep_items_whole(list)
  list.content = list.content:map(function(item)
    local whole = pandoc.Blocks { pandoc.RawBlock("typst", "#block(breakable: false)[") }
    whole:extend(item)
    whole:insert(pandoc.RawBlock("typst", "]"))
    return whole
  end)
  return list
end

-- PowerPoint --------------------------------------------------------------------------------------

local function change_cells(tbl, change)
  local function in_rows(rows)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        cell.contents = cell.contents:map(function(block)
          if block.t == "Plain" or block.t == "Para" then block.content = change(block.content) end
          return block
        end)
      end
    end
  end
  in_rows(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do in_rows(body.body) end
end

local function run(text, attributes)
  local escaped = text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;")
  return text == "" and "" or ("<a:r><a:rPr%s/><a:t>%s</a:t></a:r>"):format(attributes, escaped)
end

local function runs(inlines, attributes)
  local done, plain = "", ""
  for _, inline in ipairs(inlines) do
    local emphasis = ({ Strong = ' b="1"', Emph = ' i="1"' })[inline.t]
    if emphasis then
      done = done .. run(plain, attributes) .. runs(inline.content, attributes .. emphasis)
      plain = ""
    else
      plain = plain .. pandoc.utils.stringify(inline)
    end
  end
  return done .. run(plain, attributes)
end

local function sized(inlines, points)
  local size = (' sz="%d"'):format(math.floor(points * 100))
  return pandoc.Inlines { pandoc.RawInline("openxml", runs(inlines, size)) }
end

local function caption_text(blocks)
  return sized(pandoc.utils.blocks_to_inlines(blocks), caption_letters)
end

-- Letters of n points are about 0.55 n wide; a row is about 1.2 n + 7 high.
local function letters_that_fit(tbl, sum, width)
  local rows = #tbl.head.rows
  for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
  local points = math.min(width / sum / 0.55, (slide_height / rows - 7) / 1.2)
  return math.max(smallest_letters, math.min(largest_letters, points))
end

local function fit_slide(tbl, width)
  if tbl.attributes.fitted then return nil end
  local points = letters_that_fit(tbl, set_widths(tbl), width)
  change_cells(tbl, function(inlines) return sized(inlines, points) end)
  if #tbl.caption.long > 0 then
    tbl.caption.long = { pandoc.Plain(caption_text(tbl.caption.long)) }
  end
  tbl.attributes.fitted = "yes"
  return tbl
end

local function fit_column(div)
  if div.classes:includes("column") then
    return div:walk { Table = function(tbl) return fit_slide(tbl, slide_width / 2) end }
  end
end

-- pandoc takes a picture's caption from the image itself, and its description from the title.
local function caption_picture(figure)
  local caption = caption_text(figure.caption.long)
  return figure.content:walk {
    Plain = function(plain) return pandoc.Para(plain.content) end,
    Image = function(image)
      image.title = pandoc.utils.stringify(image.caption)
      image.caption = caption
      return image
    end,
  }
end

local function lift_out(div)
  local found = false
  local function see() found = true end
  div:walk { Table = see, Image = see }
  local layout = div.classes:includes("columns") or div.classes:includes("column")
  if found and not layout and not div.classes:includes("notes") then
    return div.content
  end
end

-- Browser -----------------------------------------------------------------------------------------

-- Screen readers say which column and which row a number is of.
local function with_scopes(tbl)
  local function give(cells, scope)
    for _, cell in ipairs(cells) do cell.attributes.scope = scope end
  end
  for _, row in ipairs(tbl.head.rows) do give(row.cells, "col") end
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do give({ row.cells[1] }, "row") end
  end
  return tbl
end

-- Of which column a cell is, its class says (page.css, slides.css): in a style of each it would take thrice the room.
local function with_classes(tbl)
  local right = {}
  tbl.colspecs = tbl.colspecs:map(function(spec)
    right[#right + 1] = spec[1] == "AlignRight"
    local known = spec[1] == "AlignRight" or spec[1] == "AlignLeft"
    return known and { "AlignDefault", spec[2] } or spec
  end)
  local function mark(rows)
    for _, row in ipairs(rows) do
      for column, cell in ipairs(row.cells) do
        if right[column] then cell.classes:insert("r") end
      end
    end
  end
  mark(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do mark(body.body) end
  return tbl
end

local function box(tbl)
  return pandoc.Div({ with_scopes(with_classes(without_widths(tbl))) }, pandoc.Attr("", { "table-box" }))
end

if base == "pptx" then
  return {
    { Div = fit_column },
    { Table = function(tbl) return fit_slide(tbl, slide_width) end, Figure = caption_picture },
    { Div = lift_out },
  }
elseif base == "docx" then
  return { { Table = fit_page, Pandoc = fill_contents } }
elseif base == "typst" then
  local whole = keep_items_whole
  return {
    { Table = fit_sheet, BulletList = whole, OrderedList = whole, Math = say_formula },
    { Pandoc = fill_contents },
  }
end
return { { Table = box, Pandoc = fill_contents } }
