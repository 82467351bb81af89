-- wrk's script for POST /api/chat.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"prompt": "What is 17% of 2340, and how many days from 2024-02-01 to 2025-03-15?"}'
