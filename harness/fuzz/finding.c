// What one finding is: equal keys, equal cause. A key is made of letters, so that it can name a folder and stand in a list.
#include "fuzz/fuzz.h"

#include <ctype.h>
#include <string.h>

// Numbers and long hexadecimal strings differ between inputs that show the same fault.
static bool varies(const char *word, size_t len) {
    size_t digits = strspn(word, "0123456789abcdefABCDEF");
    return isdigit((unsigned char)word[0]) || (digits >= len && len >= 16);
}

void shk_fuzz_key_word(char key[SHK_FUZZ_KEY], const char *text) {
    size_t used = strlen(key);
    while (*text != '\0' && used + 2 < SHK_FUZZ_KEY) {
        size_t len = 0;
        while (isalnum((unsigned char)text[len]) || text[len] == '_') len++;
        if (len == 0) {
            text++;
            continue;
        }
        bool number = varies(text, len);
        bool again = number && used >= 2 && strcmp(key + used - 2, "-N") == 0;
        if (!again && used > 0) key[used++] = '-';
        for (size_t i = 0; i < len && !number && used + 1 < SHK_FUZZ_KEY; i++)
            key[used++] = (char)tolower((unsigned char)text[i]);
        if (number && !again && used + 1 < SHK_FUZZ_KEY) key[used++] = 'N';
        key[used] = '\0';
        text += len;
    }
}

void shk_fuzz_rule_key(char key[SHK_FUZZ_KEY], uint8_t under_test, const char *sentence) {
    key[0] = '\0';
    shk_fuzz_key_word(key, "rule");
    shk_fuzz_key_word(key, shk_role_name((enum shk_role)under_test));
    shk_fuzz_key_word(key, sentence);
}
