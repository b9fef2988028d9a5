cat "$(dirname "$0")/VERSION" 2>/dev/null || echo development
