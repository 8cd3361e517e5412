"""Reports: what the tools found, as data for JSON, as text, as Markdown and as JUnit."""
