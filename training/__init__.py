"""Training and measuring the extraction models: needs scikit-learn and a folder of labelled data.

Nothing here is used at run time; ``ingest.extract`` reads the JSON that this writes.
"""
