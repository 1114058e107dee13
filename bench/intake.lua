-- One transaction a request, each with an id of its own.  arguments: token, user id, prefix
local number = 0
local token, user, prefix

function init(args)
  token, user, prefix = args[1], args[2], args[3]
  wrk.method = 'POST'
  wrk.headers['Content-Type'] = 'application/json'
  wrk.headers['Authorization'] = 'Bearer ' .. token
end

function request()
  number = number + 1
  local body = '{"transaction_id":"' .. prefix .. number .. '","user":' .. user ..
    ',"amount":1050,"status":"SUCCESS","merchant":"Lidl","description":"Card payment"}'
  return wrk.format(nil, '/api/add-transaction', nil, body)
end
