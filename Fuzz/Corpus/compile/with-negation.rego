package t

p { resp.status_code == 201 with http.send as {"status_code": 201} }
resp = http.send({"method": "GET", "url": "http://example.invalid"})
