// The private keys of the test PKI. They are public on purpose: anyone may read them here, so nothing but a test may ever
// trust what they sign. Fixed keys make certificates, and so whole conversations, the same in every run.
#include "pki/pki.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// clang-format off
static const char rsa_root[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDD3AAfip7jivLd\n"
    "c4LKZLXkUGHd4QjQ+N3qOmTsXpGOiDvoO1iJDY4FvDwoL4/iUaj6XrD8upF044ce\n"
    "eHGS5YNe5Kvp9U60TiutM2gzgFPZtaMJ6gfczolkk+4LeX2ez8bqOhqklbYrd46p\n"
    "+u+lxsAW1HTVElCDz4dJyNlnkCQXuLFL274yJdTyO1rK5lC2a5Ye3gzFMSsaseLf\n"
    "Uw26+cmFn5Co3xjeQvKnOPDS0cptyx3zspbrns4aP3nZnq+vPWJK1FLNqcgVoXXf\n"
    "+GnpNt2wkaFFfSRSHvVGy4g2kyAFMIml7s2Ph4BkOrSAXvhfxoNfI9uPqbNlL4a/\n"
    "wT+BGW+pAgMBAAECggEAALwfr9oJsF0VooySuQSbyaxnrZkMTVAiTLvb/2/A+EVB\n"
    "p//xSes12c/fUA1t6uGSxOluHMijayWa+CSw5vhfjY+O3khjhKwrIEihISLo8jOP\n"
    "le8LUkspFryNyA6Y4xlni8Ol1N8vEmabixo50b7ynzNOgsUl//ktnJcUyyslGmE/\n"
    "JgF+7bvUHCQQlX9MjB3ZkwtLi6GsIAli+Q/YT+N8lG0JMl+KGPluljHBJddeKRt2\n"
    "ycAa8Plg3BI51tMG7xeuySDZtDil2mCdNPhC2jMPMhX8SJJO72p33tWvouErSmg1\n"
    "c0xAOrZMCOH756M+lNkCTipIPVGr7RfgDWW2IdgFLQKBgQD+KoAgo9Hbl/aol9rF\n"
    "UEhi0hLbVs85XwN4JQ3FmB3cIMdCsp+ZA68D6ymaMpwNZio0j8fvoya/owp4fgLa\n"
    "UOsBS6dW7iwyXSoUNoz//OWnGI4lEEUEM0eYLzWZKYIb719h2Uuwmrwk40OJES2Z\n"
    "bHq4490RLXQISe4fUZa86WZNbQKBgQDFRcuHKAg16szFsVOOrzu6TsBkL+AiTHT1\n"
    "18wMz3IaLZVJL4Xqem5QnZZJ2NJ/OLpqhjK8d/1hGZrBRxMbCPp+ymJKvIHuomCJ\n"
    "xL6ggrMvrOhKzsLFbCtblj55YAlwgPoXxFJmNOgHP1tDLb7OqVueuPt772iv/8Lx\n"
    "uZg0TbJxrQKBgDfijG2g16HbFgcX7Kh58JCZ9D96JPJOa+rc6txJiDdAlc+aivEQ\n"
    "GElaSbl360we7KTGAIY2b2yvoru/qUzrgeC1C8RXdixUw83R+MrIho5pHcgUfbhg\n"
    "thtGNhjJQax2w5g2OShJvZi2x8C5oDcd3RYONCt0vRCdgNguDmDXSQE5AoGBAI/x\n"
    "WY0JPNR6u2gU9+9JFb/f7qor9NOSDlXEXHOMeql3UVLRhlmNdCkGk77WouGJtxw7\n"
    "R5IVy6CqWi1lex9i8cTKT+ZQnk5N1TsxgBcGx1CmTekn7R64yvpNKtDNrpWUxufI\n"
    "rIc/W37OT/04x91r3hp2x6mrCyxA5zISRmkDuI0RAoGARsktQhiySFxbjvtHre5q\n"
    "pFiW4oTap7az9N2Iqgi8ugznq8yqsjulfB0XkFX2t0yU6IyLZ+qSMfGSsDEL5843\n"
    "EEuGtYzNvw4ohOdCUXwyiZANp5uBm7XtjLdZiC8TspFcRaOYtir+e5+l1+GSWMoa\n"
    "W2nuUwqdUZK/RyNxBwETd6Q=\n"
    "-----END PRIVATE KEY-----\n";

static const char rsa_intermediate[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDecDZaEngM6MKF\n"
    "0s8WqoMzH8m53ZgLXmIcXWQepeGEyMmxBQAFGjUu0MzD1pYUV4+VE0SAtNlX57Hc\n"
    "fAlpHWVfsUBpZ31ey2QUWTIAhfoavctbCQSs+pclxxzo9C502i9ZAy/boR4ukE0s\n"
    "tHsui18kxaJZbJm7PlWO/3n66M9RG5VhSH2WYpLABWj8o3hAS9CNbZdF+6k6kSI9\n"
    "xFZA5/jFQ5d51OjMfti6ceOmcsdT/xUFqEceKKoSOU10D3h0edqPdWdwZIom2a2e\n"
    "CZBHbpyGH5fOFwAW4m91yXv4pibiew8az16CSgz9+yajpdbuz8sW1ORuNoNcoE/a\n"
    "fJPjlo9nAgMBAAECggEAAZ51dtBdmVJ0X/75zONu0wdvM3AedC66rhQr72ErtAi2\n"
    "Fxi/OEpJis6wPtin/PvqKp6aSAmI72/bRoyMkPxKyZiDrIC5U+BNGSzRBVn0SQ+K\n"
    "lF4Lb6rfQMIjPrrQP796yr4QMhwJGTOprCKgJuWSyrS5iscUk11PyBup6p6ZK7Dx\n"
    "OXHxnJSfv0ty330/CanKV7TRUGLfyEu5Nj93zHIVLhK5pRog5j4d8VLj471yjxjr\n"
    "zDOxFh+Hb9bsn2ao0gIeA0MCsaYdRxQ4Q05i+Te3F0KYWaD6UAzT6gwwxdTYWabK\n"
    "mb78HygfiScGaEAVNXi+lxI6VXmfIcZhSfLqLcDisQKBgQD9whWFcG6QKpfjoPcL\n"
    "EEQ1eG7olXyufJvsB0EYiOemarv0vbKJO1XV7XY3x2M+eA5HnjPjnJP+jMRMm86j\n"
    "upk/ZexyM1MWG0vkqSwsJMTeib+uA2wzEXXCGXYGpgKBpoxOAZqCRmvRL5YJqI7l\n"
    "5FA4pgUnMFwR0bZoWG18jFkQiQKBgQDgZ0sW/qYDs2CM569dIrRqg3dtGqjAJuCL\n"
    "j8ZNVD20e9r5O/zN7OzNbp2i8jNVC3K8s2bRFvx8obUoYpE3HkV9+ktDPbUutWq3\n"
    "gA4UYZ9hJvEHMHY8oyKiKDYJb9NQK8GJh/yUPeInzQVITgNf1nbzrhdwHjZtkrBx\n"
    "zAM3LvREbwKBgQCzPOrcpSzDUgKVOzYkL2ouZpHYYPZ/fO7Zico2HUWaq5t1ZKR+\n"
    "AFZB1AgDoCd+kWhst9co94klbKKfBhKwXXYvbLvVcmFGpSM3MTNNPu97zMqCjFJZ\n"
    "xARshHV0fsAYed5ynvlW+YzgZf9RdSjyQxFS4hmTs7nksD9qdsNnDO9AGQKBgH1O\n"
    "sMuiXynp3JxSM8aaPozL5MB0Bo9mJjVIj79Wry49i0Vpjf2fs4vznOsEvE1dGzDs\n"
    "LRnM8CjYU8S9ZcGVkdCLF8PwjWALxg+53iLbcJhbmnQdR6kMn6ZVNfeHDkTSajxW\n"
    "R2CwPb1j6vM5PQEjTUE9kbD17ga5xvWEqrcB7TzZAoGBAK3ZVIXKtnnmxKfP0A51\n"
    "aUy7kXnTh931y90oOv0/Zxvx7ihjTqemLsku0wuJ1CIkX19MuhFaFCbyne6jBBhP\n"
    "DlQ3acg77TmwEFTpnAMU3eQE7cuvYAZBamaAccB0ADpflUGT6EMS9nTA8zRoA6fk\n"
    "Cyrkeyg1G5F1rg7ho90EYXdC\n"
    "-----END PRIVATE KEY-----\n";

static const char rsa_server[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC9ijcAiUuyR0B5\n"
    "xtvndEWL167MPPCsdSvMZifEI2iSmLCcUkHFutDYkxinDjX+ZVU5AkQzEZiRnvMX\n"
    "nQzMBV2xSfTEKysYsVPyZYO+JCorWKiitHHnWguAWBKdhOvNk06cMs5ey6psc/gl\n"
    "yII5wXw5zBVu+fDZjHtelw+Cl8od3rQRNLtI9tm2TtIX7fuB8HqNFNxgr6hUwSe6\n"
    "1fxEuaD4O/34CJSPTSyXJLk+Wp3tXErHYXflydbjQm/Ge6IgvyCvbUjyU0O+FRFI\n"
    "4iyBZKb8opRNAluX8qsR1N7WJV3Zbfu6E6zAj6twNNneMNJCMkLWuJMjMJwOfggA\n"
    "MkrIww17AgMBAAECggEAC2LfNQAKdRZEsEwa78eTWfhF/uz2RFXxoKDOaMD7yjqz\n"
    "+WATpW44l5oWlAqNgc/Sk88oC61V7gGPdu6vUx5LZ5gaxSIWv6//bANfK6/+fIYh\n"
    "80xFv3EwWbBwxdezVrEvusBul1FC1qsM0DBAannOHaa97uHC7z66No96lgzKTor0\n"
    "2xRPiEKhQHauFifFAWYewz3Re9/9Qm2924kcoimT3s1pUpoWbacuA9y3GJzA3Rht\n"
    "wc+AyPt1WlG835eKxsIz2a1cO4ALQqnXBw/rtngxDzXI53U7+nF7frBpVykyYGlG\n"
    "tvqRglppepRbrXG7FDyy9ZIFHYwj1zuQanuc8vIzYQKBgQDs50yKyVEg5P0gZotd\n"
    "tH5GGzEP9IXD/9gq+gVTM1LtusXbI2+AZJQqoY7Uelr9Ksn4x31BfxlbwzF/H3Vo\n"
    "g2MNIMpI50byOpzjZ8NSiyFd9POVFhKYDYbjOCWDGyBnGsK+k5+vxtnFIkKPkhfc\n"
    "q7tlN7KuRxMjLAJY0iR0IDjs8QKBgQDM0YdDg3klqXa42zSA/GKnUapFIJMoQTUt\n"
    "TuURJ12YOvjkNhuD5SwfN6rmLMMf5F13HOATxtgftz3LTqEnUsdC97O3nYeOAUjc\n"
    "mwch2nBQBsiLQsMQWuxnBKwKSHoaNVxKl/eAEbWmhC/qmDbWHj/HClBum+txg0Lw\n"
    "6o6fi+tRKwKBgFlbpXN0HDXcKd5ez5K40ih/eTIbeZlEl7UeOYP4h/9Dw/20kApN\n"
    "5dVuuwFKZae4zBYaqRRbbKVAKxtYMmEJrgL1q1d0ZT5Y/XSJXxNzh1J5YqeJe9n+\n"
    "wDJUq1GYmdBKN8rKxCD5UIsbMSAWawnBfR3gtHUoOf+6SehW24kx3kcBAoGANQkE\n"
    "Z30Bv7jT3yYTwFqaCQ1ic6ftsvy/kk3djsWMvMB4dk90bIDJHgRCInvwwq9VbGRz\n"
    "uWtBx2ShgaWIoTAUHMkbJi6KTUET5tvVyvRPJMm84CKXdAK3OC3Dhp4hz+uFTGNx\n"
    "WR481TNhXPOxL1yB0z5eeWWyX6BHky6JY9LNSiUCgYEA4REs40jLcIygojycajzE\n"
    "4LacllUtOwq/I21xVkS7VUPuk9lwjMsHD8ZyGz/fgX+8nbd3ir7qE4nz4Rkou+PJ\n"
    "t4KX8qHfL6LkMnnNgsTV/qfywbp4iNUdS93f/cujRi69Re6JnQcB3RljvmUnqpRU\n"
    "nD1ECKO1WNcQyM8qu2x4oBI=\n"
    "-----END PRIVATE KEY-----\n";

static const char rsa_client[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCz0kI+XsrXg8vq\n"
    "0JZ4eQ8ElAIKeWKlZtNcDtmLsuB/Es2P/JZxMmOUveollFRAAWQ23jjV3GUTtw+W\n"
    "6I0AuuStqbfHU2HOOtQphWQuvDR6HPfI4RqnTDGQRPXtlHF2xudwOg5Gkr1e3vZX\n"
    "6WVdvhRs1hRD0JRcHhnQ7juIr/joQe5p9pJGaHcj/PU/1/n146n6BcdC/XGDrw0B\n"
    "6SLbNjGCkpPEXvwZDdfa/OAQOxYDR0rFQmjNpZ1Q70Z7mka+Mx0gOv1dcJrYHpKQ\n"
    "ws+ir3jWBtBn8n0kjGHShrmwKMoE3Xj+fSRszifbvy2babBp4w6Z6aY20tAHKqTu\n"
    "MZneMyU7AgMBAAECggEAViRcTYqVe0aM0jEYVCASHKxWifP6WKf4inompvCK8PTt\n"
    "+pMS8qkj4SZVW6lB7uN7wXkVGwYYeahRVIaUvYvKbpMGEfuUt/mglz9qbaUFMpZb\n"
    "8SQ843XxrF4MvcJF1JOWXUHCgvZat27x7c1GHPEo0baAQLhTygk1bswhQuqhv4jA\n"
    "VVJK+U4GqripwtMMVu4wq6cL1BZUX61mROMSDixSP+OagSlA6url4Z9YPEkyjySv\n"
    "lbHukLgOhp7nMXK87/asrrkV6ThF3IpUp1Mhy8MMMhsJlKVV0DGggwVWxtkzFeB+\n"
    "FSh61lP9XA4bmJVreWyorEvwDWLG9xOF2dIGQjVEAQKBgQDfVo+AFFarJI0QZaQL\n"
    "D0vTPytZa0WBS4WN5GCun5qCE4dAF5h3hp3wlhgnHczgemQhPOFpKcwwKdAB6eh6\n"
    "4ABcKmKcFA2Jj5QTMFkyq1ax2cW7yacsdM359FJnO4u8/SIX5kA78kJ64qNSLphR\n"
    "namMZxf0FkZiWJXIevn5hI9uAQKBgQDOHn7OMXEP7I64jhGo8C2X4P4ZgMcLVPj8\n"
    "5Bm4kBDfnXFQ4UQK3I9bC70zS4s5EAx9YP+LydvlJNwk764TLbZyRw3wh0R22mjH\n"
    "TJVXy5fCqZPGRH453ei4WCSaPkY51ByDE3BNyaBIputPYTsMPPRzPn/CifFI0XPv\n"
    "afJwCOrLOwKBgE166i204JxfAdE+cbqkg9m1gIR1Apfoa1zebewm0qNtwu4pQWu1\n"
    "9/UPHTH01K7LxxEA3fJt3biXyOHhFBYMwBM5YRxkmI2wkd5WV5uMdXcd5ctQGf8C\n"
    "RrMAX9YQgln+N2WzK3Wghg+7sI1CPPWTjM54tYaoc6KKuOvkPfSiWGABAoGASm9C\n"
    "1c2PCfQgmk9b20lY/bcXrDgQKWx3OkRZcYg9P7PIvy+Kde2uq29y1Ppb/bBpAkIs\n"
    "Jtwv1/FWutP/ZhelAmHci9cdh1paalaivADe/kJlBj2n49faefACz9zbWXjbDw7P\n"
    "CJhelL4KzjDLtSCyGoggdS2BgA17s6LsFT9zIw8CgYBANl6Zqj1+AeiJGIYGIGYp\n"
    "M96ZjeDA5AcF2CUh3FpnnPnHHkieAwnEdWccsmBkN/sgU6KMY0zf99o7hCx7d09f\n"
    "lougstFVGoq5V96HMv/3kIuxxTbudpxSxUVriq48mg4YJ8eAdPeCTIoEQdZeTERM\n"
    "GgpLswoH5sWhSukwMhvE0g==\n"
    "-----END PRIVATE KEY-----\n";

static const char p256_root[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgc4y/lH5lbnGV5CHf\n"
    "ZJflK+olSXjrAY1Bp/1Ts79mbPChRANCAAR2/j0raqcNxliSgHz/Of0GiugyjVZu\n"
    "EDXWCcU74ST7nsqPJrmvTxPORAxTJ4dRHzbvQPB+5NdwSCpnujll3y/z\n"
    "-----END PRIVATE KEY-----\n";

static const char p256_intermediate[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg00Xld0RWxpnfKzav\n"
    "lsKxqVPLgf+SqKlwZNblSWlysyuhRANCAARPJZulGJ+GXYQBhy/FgEyosNdeyaxI\n"
    "eJvNM2/e+cVnGahQS8n6/w6lFoQBpsezhYCa/UXty5BqlwYBAsJxmq7X\n"
    "-----END PRIVATE KEY-----\n";

static const char p256_server[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGf44s0QUFfntP2fE\n"
    "r9WtznR6xSg29M614pShNfWO2u2hRANCAART1sbWX0QEhYyD3tMfVwB9/xVv0OtH\n"
    "j0IO5FclmvyCqAtfvhNfwKp4KaPQIZPz48V+r6CeM7c+ploSRtK8n4Qy\n"
    "-----END PRIVATE KEY-----\n";

static const char p256_client[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBnTSycA2QoPsVd+S\n"
    "aj3ZOyeaPxKEzujjN2x994WrIiWhRANCAARvDhjqZHlBomEPVJ34MHd9VaAj/uMP\n"
    "pYWDBLk1VHhJhnBWBC2hNl2GdUG9ZoG3ei7TJjShbXeQPHLXYvoxJcqJ\n"
    "-----END PRIVATE KEY-----\n";

static const char p384_root[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDksLeG/SOx5wh3P2ZJ\n"
    "TEO59BjtCYzzZb4p4pKPZipCq64Rs3PLWZxEp62KDGixqHOhZANiAATdyo8Q94te\n"
    "7JyIGkdezwCJ74cQqbtEVGAwOUpDamJUh4Qa04Hmn7I8O0N8ER+qA4JixNmRAL/7\n"
    "Db4ScXV2NHD/1k0rSeTYfhY+/eDZSBclASBXhMAAxX49w8wjH5eEIvY=\n"
    "-----END PRIVATE KEY-----\n";

static const char p384_intermediate[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDD0g2IwcpE4wrmibk6o\n"
    "zOBxRVHEdmXG/hNYEkkZDsZXHgemfu3UX5DCKv3YzEziXNyhZANiAARhrT+fuaJ3\n"
    "G8X0UScdByajGQKqlNymuWAy28Smw4mh7jDsbt0KX2T8KPu9hS1keKvdHdDrpxKj\n"
    "9esvQsfY1ou7mj+o6RVIMKUPQ9f0KGWA67MaAPSHObVspjSbw5RVpNA=\n"
    "-----END PRIVATE KEY-----\n";

static const char p384_server[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCsBmnzUoffLpoB6Jy8\n"
    "Tpm+Jb1GfLClf34sCLXoPNi0Xqf7TPSviQn7+Gpgm3oDCL+hZANiAASZCbmlBB+W\n"
    "hQeUtSLAtLf0BHEtlzCx6tzz23F4Xkk0FjMWzMSGZvvvWqE2owW+KvEWaWEQOp7m\n"
    "7x7H5JTqd1Kao0z46WGnIAPiidQj94SsKTTLQgrJQJrr4GQwH0kvX3g=\n"
    "-----END PRIVATE KEY-----\n";

static const char p384_client[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDfWzzRqhtzL0sjUPjZ\n"
    "6OT8MM3mu+4+XQtsiFHEnfnbkPhjgSxHRXBOmS/qVjqUW6qhZANiAAQq+9ipkhPE\n"
    "eEleoLJPZ1Qgmtj54AEBZhRKJn/xvI7be1uwENDDMLUdZBoG3ybsDvj5m9AuejdQ\n"
    "swRReBi/Fzxa0a0gfn6LVn7USjMhRQdVel/RHRKk23k/UX9i/elANoY=\n"
    "-----END PRIVATE KEY-----\n";

static const char ed25519_server[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIFlgcoX20QWauc6JYs3QnPIwn35EB6WYhohs03FK97zC\n"
    "-----END PRIVATE KEY-----\n";

static const char ed25519_client[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIApVovMlH81zWEyrrXZebhmZd0pB8ZM20pplFCXOrWXg\n"
    "-----END PRIVATE KEY-----\n";

// An Ed25519 leaf hangs below the P-256 authority: few verifiers take Ed25519 signatures in a chain.
static const char *const keys[SHK_KEY_COUNT][SHK_ROLE_COUNT] = {
    [SHK_KEY_RSA] = {rsa_root, rsa_intermediate, rsa_server, rsa_client},
    [SHK_KEY_P256] = {p256_root, p256_intermediate, p256_server, p256_client},
    [SHK_KEY_P384] = {p384_root, p384_intermediate, p384_server, p384_client},
    [SHK_KEY_ED25519] = {p256_root, p256_intermediate, ed25519_server, ed25519_client},
};
// clang-format on

static struct shk_key *parsed[SHK_KEY_COUNT][SHK_ROLE_COUNT];

static void parse_all(void) {
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        for (size_t role = 0; role < SHK_ROLE_COUNT; role++) {
            struct shk_error err;
            parsed[kind][role] = shk_key_from_pem(keys[kind][role], &err);
            if (parsed[kind][role] != NULL) continue;
            fprintf(stderr, "shakedown: a key of its own test PKI cannot be read: %s\n", err.text);
            exit(4);
        }
    }
}

struct shk_key *shk_pki_key(enum shk_key_kind kind, enum shk_pki_role role) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, parse_all);
    return parsed[kind][role];
}

const char *shk_pki_key_pem(enum shk_key_kind kind, enum shk_pki_role role) {
    return keys[kind][role];
}
