-- Links to sources become links to what is rendered from them.

local function rendered(link)
  if not link.target:match("^%a+:") then
    link.target = link.target:gsub("%.qmd$", ".html"):gsub("%.qmd#", ".html#")
    return link
  end
end

return { { Link = rendered } }
