"""stub"""
def find_targets(text, sentences, entities): return ()
