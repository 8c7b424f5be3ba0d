-- Printed values are quiet links: in a browser to their cards (value-cards.js) and, without scripts, to their trial on
-- the results page. In the PDF and in Word the first value of a trial in each paragraph leads there, in the text's own
-- color: a screen reader says of every link that it is one. Nowhere within a heading or another link.

local base = FORMAT:gsub("[+-].*", "")
local in_browser = base:match("^html") or base == "revealjs"
local folder = "" -- from the page to the report's
local links = true -- a page of a notebook lies apart from the results page
local found = false

local function is_value(span) return span.classes:includes("value") end

local function unmarked(span)
  if not is_value(span) then return nil end
  -- A label keeps its code name as title.
  local title = span.attributes.title
  return title and pandoc.Span(span.content, pandoc.Attr("", {}, { title = title })) or span.content
end

local function without_marks(element) return element:walk { Span = unmarked } end

local function read_folder(meta)
  links = not (meta["notebook-page"] or quarto and quarto.doc.input_file:match("%.ipynb$"))
  folder = meta["report-folder"] and pandoc.utils.stringify(meta["report-folder"]) or ""
end

local function link(span)
  if not is_value(span) then return nil end
  if not links then return unmarked(span) end
  found = true
  local row = span.attributes.row
  local attributes = { ["data-value"] = span.attributes.of, ["data-was"] = span.attributes.was, title = span.attributes.title }
  local target = folder .. "results.html" .. (row and "#" .. row or "")
  return pandoc.Link(span.content, target, "", pandoc.Attr("", { "value" }, attributes))
end

local function raw(format, text) return pandoc.RawInline(format, text) end

-- pandoc would give it the look of a link.
local quiet = {
  typst = function(row) return raw("typst", '#link("results.html#' .. row .. '")['), raw("typst", "]") end,
  docx = function(row)
    local field = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
    local target = '<w:r><w:instrText xml:space="preserve"> HYPERLINK "results.html" \\l "' .. row .. '" </w:instrText></w:r>'
    return raw("openxml", field:format("begin") .. target .. field:format("separate")), raw("openxml", field:format("end"))
  end,
}

local function lead_once(block)
  local led = {}
  return block:walk {
    Span = function(span)
      local row = is_value(span) and span.attributes.row
      if not row or led[row] then return unmarked(span) end
      led[row] = true
      local before, after = quiet[base](row)
      local whole = pandoc.Inlines { before }
      whole:extend(span.content)
      whole:insert(after)
      return whole
    end,
  }
end

local function load_cards(doc)
  if not found then return nil end
  local style = '<link rel="stylesheet" href="%svalue-cards.css">'
  local script = '<script src="%s%s" defer></script>'
  doc.blocks:insert(pandoc.RawBlock("html", table.concat({
    style:format(folder), script:format(folder, "report.values.js"), script:format(folder, "value-cards.js"),
  }, "\n")))
  return doc
end

local first = { Meta = read_folder, Header = without_marks, Link = without_marks }
if in_browser then return { first, { Span = link }, { Pandoc = load_cards } } end
if quiet[base] then return { first, { Para = lead_once, Plain = lead_once }, { Span = unmarked } } end
return { { Span = unmarked } }
