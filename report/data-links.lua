-- Pages offer the data of each table and figure: build/data/<label>.csv, which `emnist-lab render` writes of what
-- notebooks left, and once the page is written of other tables, as they stand there (reporting.offered_tables).
-- Both routes run this first, when both still have their label.

local base = FORMAT:gsub("[+-].*", "")
local folder = "build/data/"
local to_root = "../"

local function exists(file)
  local stream = io.open(file, "rb")
  if stream then stream:close() end
  return stream ~= nil
end

local function link_to(label, file)
  local text = "Data (CSV)"
  local attributes = { { "download", label .. ".csv" }, { "aria-label", text .. " of " .. label } }
  local link = pandoc.Link(text, file, "", pandoc.Attr("", {}, attributes))
  return pandoc.Div({ pandoc.Plain { link } }, pandoc.Attr("", { "data-link" }))
end

local function with_link(element, label)
  label = label or element.identifier
  local is_table = label:match("^tbl%-")
  if not is_table and not label:match("^fig%-") then return nil end
  local file = to_root .. folder .. label .. ".csv"
  if is_table or exists(file) then return { element, link_to(label, file) }, false end
end

-- Quarto gives a picture its label, the route without it a div around it.
local function of_paragraph(para)
  local image = #para.content == 1 and para.content[1]
  if image and image.t == "Image" then return with_link(para, image.identifier) end
end

local function of_element(element) return with_link(element) end

-- Quarto reads without `table_attributes`: a table's label still stands in its caption.
local function of_table(tbl)
  local label = tbl.identifier
  if label == "" then label = pandoc.utils.stringify(tbl.caption.long):match("{#(tbl%-[%w%-]+)[^}]*}%s*$") end
  return label and with_link(tbl, label)
end

local function at_root(meta) to_root = meta["report-folder"] and "" or to_root end

return base:match("^html") and {
  { Meta = at_root },
  { traverse = "topdown", Div = of_element, Table = of_table, Figure = of_element, Para = of_paragraph },
} or {}
