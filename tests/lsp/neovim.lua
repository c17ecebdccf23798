-- What a user of Neovim does with a spec, told line by line: each line is what the tests compare.
local folder, spec = vim.env.FOLDER, vim.env.SPEC

local function say(what, value)
  io.stdout:write(vim.json.encode({ what, value }) .. "\n")
end

local function wait(holds)
  assert(vim.wait(20000, holds, 20), "nothing has happened: " .. debug.traceback())
end

vim.cmd.filetype("on")
dofile(vim.env.SETUP)
vim.cmd.edit(folder .. "/" .. spec)
local buffer = vim.api.nvim_get_current_buf()
wait(function() return #vim.lsp.get_clients({ bufnr = buffer }) > 0 end)
local client = vim.lsp.get_clients({ bufnr = buffer })[1]
wait(function() return client.initialized end)
say("encoding", client.offset_encoding)

local function place(word, after)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(word, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 + (after or 0) })
      return row, column
    end
  end
  error("there is no " .. word)
end

local function ask(method, more)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params = vim.tbl_extend("force", params, more or {})
  local found = client:request_sync(method, params, 20000, buffer)
  assert(found and not found.err, method .. ": " .. vim.inspect(found))
  return found.result
end

-- diagnostics
wait(function() return #vim.diagnostic.get(buffer) > 0 end)
local wrong = vim.diagnostic.get(buffer)[1]
say("diagnostic", { wrong.code, vim.api.nvim_buf_get_text(buffer, wrong.lnum, wrong.col, wrong.end_lnum, wrong.end_col, {})[1] })

-- a fix
vim.api.nvim_win_set_cursor(0, { wrong.lnum + 1, wrong.col })
vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.title:find("^Write") ~= nil end })
wait(function()
  local line = vim.api.nvim_buf_get_lines(buffer, wrong.lnum, wrong.lnum + 1, false)[1]
  return line:find("relu", 1, true) and not line:find("rellu", 1, true)
end)
wait(function() return #vim.diagnostic.get(buffer) == 0 end)
say("fixed", #vim.diagnostic.get(buffer))

-- hints
vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
wait(function() return #vim.lsp.inlay_hint.get({ bufnr = buffer }) > 0 end)
local hints = {}
for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = buffer })) do
  table.insert(hints, hint.inlay_hint.label)
end
say("hints", hints)

-- hover
place("dense(3)", 1)
say("hover", ask("textDocument/hover").contents.value)

-- completion
place("relu", 0)
local labels = {}
for _, item in ipairs(ask("textDocument/completion").items) do
  labels[item.label] = true
end
say("completion", { labels.dense, labels.gelu, labels.adamw })

-- rename
place("hidden", 2)
vim.lsp.buf.rename("inner")
wait(function() return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find("inner", 1, true) ~= nil end)

-- format
vim.lsp.buf.format({ bufnr = buffer, timeout_ms = 20000 })
say("text", table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") .. "\n")

-- the gallery
for _, file in ipairs(vim.split(vim.env.GALLERY, ",")) do
  vim.cmd.edit(file)
  local opened = vim.api.nvim_get_current_buf()
  wait(function() return #vim.lsp.inlay_hint.get({ bufnr = opened }) > 0 end)
  local asked = { textDocument = vim.lsp.util.make_text_document_params(opened) }
  local answer = client:request_sync("textDocument/documentSymbol", asked, 20000, opened)
  local names = vim.tbl_map(function(symbol) return symbol.name end, answer.result)
  local found = { names = names, wrong = #vim.diagnostic.get(opened) }
  found.hints = #vim.lsp.inlay_hint.get({ bufnr = opened })
  say(vim.fn.fnamemodify(file, ":t:r"), found)
end
say("said", vim.fn.execute("messages"))
vim.cmd("qall!")
