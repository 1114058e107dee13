-- The same request as intake.lua sends, to the reference.
wrk.method = 'POST'
wrk.path = '/'
wrk.headers['Content-Type'] = 'application/json'
wrk.body = '{"transaction_id":"t1","user":1,"amount":1050,"status":"SUCCESS","merchant":"Lidl","description":"Card payment"}'
