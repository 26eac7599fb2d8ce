// The keys of the zoo by name. All of them are public: they follow from their names and from what stands here.
#include "pki/zoo_parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
#define HUGE_EXPONENT \
    "5af1ff7ea6807a28feba51e9cf08300cd336de7ee081441909a0ccfd89a8d299631b4b1ca6a4eae0948b57cb5ed990c2" \
    "fc34a0d072cf9b514853b24b3ea49468aff0a12c1e20ff2fce25e7a6d9924d28429b712526210b77942ca11c460053bf" \
    "5435c9da804de0dc177358100e6cc629560b56fd68640d8d427166d9d7dcedbcba13d524b165008245109d43dc438a10" \
    "6c9f1a2f5c6039b9290562b8899c8d6d8fe27f783a0c8f0c5c9cdbbb843d869e58aa0061afad4e652ead18b504790fa5" \
    "a2ef7718dcebea2be539425c95ac9aeda1d33e3d6318d77b571df285ae6a9891b4887e6f5f61e17a7c147af16ba8a760" \
    "05ac7162bf682f7c580aafafeaebc613"
#define ROCA_P \
    "d9929de7535bf2c19c704c38ca8e89478af6497b0e3ad5d23819af7ed94d986215ce87dda0f7a5c2e31bc448e9eac436" \
    "ad20a48a629deb35470b2dbb9bc5de06da5e4c96981dfe0a687a5153e3e0f162aadf5460c08af0435606e16729c892a9" \
    "0aeb23cc07fda4156722bae680136efd5825c1de33c2ef136167de320e02c5bb"
#define ROCA_Q \
    "c0aa4dd4a260cc2ba74dc8f0499f00c8208ddb2219eed508a6e2b36ffabf3f3286ba14740614b4c4444f591a5c399501" \
    "ac96f10d22a50fbd877efc7ce6b1df26808c84d5151110585ab5a2ec104185ef1c29cbaf9010997e90a141148ea5e0bf" \
    "eee266517453688a5a4d2ccaf3020a622d086d3e4f5709691cd88bff3700b04f"
#define SHARED_P \
    "ff225e51aa60f2e2a3ce566484ca7bd249f354c8b53f2a25d1442e411770c9ff35fcc6eb40f658a9346b5568243c6d14" \
    "46dde9a1d662bad3707b4aeddd54eeab120ccfc6b39bf62e71a2fbb282b9c476c91ceaaf94b56804e5be03504838b3fe" \
    "d98fece6222129b5ee9beb3e5d8591da21fe0c29ad88f5e642b99745af1dc7af"
#define SHARED_Q \
    "da494fc21840c1077386e914c3aa887d9a1e5f68bbb2e5684eec6a63be2bc377c22cb4ab77f804a6856f12350f389e1b" \
    "c824329ddf189a78043e7872bdbcd712f21f7c1951cffd985d92fc2ed8b0ffd1985829e34666d85b473097496e6b372f" \
    "f7078a90e524713996c66f74def0493135ce9760fe68a410d07261179d358773"

static const struct {
    struct shk_odd_rsa key;
    bool ordinary; // libcrypto signs with it
} rsa_keys[] = {
    {{"rsa512:leaf", 256, 2, {14, 76}, "10001", {NULL, NULL}, false}, false},
    {{"rsa512:ca", 256, 2, {128, 386}, "10001", {NULL, NULL}, false}, false},
    {{"rsa1024:leaf", 512, 2, {127, 294}, "10001", {NULL, NULL}, false}, true},
    {{"rsa1024:ca", 512, 2, {439, 244}, "10001", {NULL, NULL}, false}, true},
    {{"rsa2052", 1026, 2, {195, 44}, "10001", {NULL, NULL}, false}, true},
    {{"rsa4096:root", 2048, 2, {800, 5}, "10001", {NULL, NULL}, false}, true},
    {{"rsa4096:int", 2048, 2, {528, 1438}, "10001", {NULL, NULL}, false}, true},
    {{"rsa4096:leaf", 2048, 2, {254, 392}, "10001", {NULL, NULL}, false}, true},
    {{"rsa16384", 1024, 16, {118, 444, 26, 20, 1900, 86, 6, 244, 438, 480, 555, 170, 131, 1087, 249, 9}, "10001", {NULL, NULL}, false}, false},
    {{"rsa:e1", 1024, 2, {336, 1325}, "1", {NULL, NULL}, false}, false},
    {{"rsa:e3", 1024, 2, {16, 2127}, "3", {NULL, NULL}, false}, false},
    {{"rsa:e4", 1024, 2, {4, 143}, "4", {NULL, NULL}, false}, false},
    {{"rsa:bige", 1024, 2, {361, 178}, "1000000000000000D", {NULL, NULL}, false}, false},
    {{"rsa:hugee", 1024, 2, {796, 152}, HUGE_EXPONENT, {NULL, NULL}, false}, false},
    {{"rsa:even", 2047, 1, {1128}, "10001", {NULL, NULL}, true}, false},
    {{"rsa:other", 1024, 2, {546, 590}, "10001", {NULL, NULL}, false}, true},
    {{"rsa:roca", 0, 2, {0}, "10001", {ROCA_P, ROCA_Q}, false}, false},
    {{"rsa:shared", 0, 2, {0}, "10001", {SHARED_P, SHARED_Q}, false}, false},
};
const char zoo_dsa_spki[] =
    "308203423082023506072a8648ce380401308202280282010100862fd9a943a9118f1054f2199e2804352ff8d1d536cbe02d7c15adfbb4"
    "00736027f7b2605de6ce76e8d63e6e6be2203bd63b666709211470aa5b9f3ebaa93ce0666cd14063d074e2a089bfd9892c5c66a3f37053"
    "dd8d20acb60ff954e8dddf5b7e6da9a3cab715ebbe07cdddff663725fc0ea60433e18bdc692ba0eab816966cc99d4889d9968ef2ea81de"
    "1a7d2773c3f109bebdbb3fdf0ef1296caef93348206f804aa7b2d0933be2964fb95427239906b88e0742a75b7e47281e058787106646b7"
    "26a952782f56654fd76d478959ec6120e8d375201d3e9099cf7c02c690fe9503444f7ab6cc47516c06cc8436dcf7ec0c9410796282af97"
    "455dc9bdea009d021d00b19e109f9ad0c5c95b8fdcda39ecb38092ffc4b733ca9a66a9fcf8e90282010032297635b5462c89bf25329758"
    "e37249a7ab8d49322af10c36b2f78c8d14de00cb61727bc62ab1b048f399922457a41c56eb7d0f8bdf3b326c17d8864cee960f9392bba4"
    "c1c2add4ae6cdc996ef79eca34e7e816e6686db0eaf1b890b0ec6a867fa8cbd6b4c8c99316d4cb8a23133ef18dda148379d8cea9d2b274"
    "3f1cfbd5b15ddf8575b48c6ed3af8d2b4ab2a692aab8a82173b5e91d090fa83f25136ac8ed295958a53659ef49fcb3a0447d63a8912a49"
    "5a6e025cfb6a3c8112a149967442d14efef12796688d240144e36ee007ca65bf6bd5975ae04e2ba23d7d134b00a4c638c38bdb52635c8f"
    "9b77b7f1a827bfa30267b46cff52abe4eaedc6db7d3952038201050002820100594f8e9f9f33663f03ac60890b34df853b3f69fb8c718c"
    "4b5ee340ee5cdda798e8a7b619f4ed593f804b18f587737c28c16fdf6adac20f17bf9c4cd0118541a81922c05768aa34967f930e9f2b58"
    "f327ec4d6f30e6b35c7748ecd4fbb02bba53794a21bf0631d1c0ae031fe928e653d1bd89a272b749090b1898d6d965c1edada59036b1e3"
    "566caeb72f638c1aa5564acd52ef3fb1de936c9f30887c145c133b5f47abd373f07b06d3301b1c82e8db6c699359b784dec754030354d6"
    "fc6ba5a5b94d56e77fc88d3473cb02cd65e1504bdb6ab43070294d8c859e92bec9910731cb88df8d582bc1b1b625bcd07d7c5c1d5049a2"
    "163c5c2c412a799341b5fc0aea";
// clang-format on

static struct shk_key *standard(enum shk_key_kind kind, enum shk_role sut, const char *name) {
    enum shk_pki_role leaf = sut == SHK_CLIENT ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT;
    if (strcmp(name, "root") == 0) return shk_pki_key(kind, SHK_ROLE_ROOT);
    if (strcmp(name, "int") == 0) return shk_pki_key(kind, SHK_ROLE_INTERMEDIATE);
    if (strcmp(name, "leaf") == 0) return shk_pki_key(kind, leaf);
    return NULL;
}

static const struct {
    const char *prefix;
    uint16_t scheme;
} families[] = {
    {"p256:", SHK_ECDSA_SECP256R1_SHA256},
    {"p384:", SHK_ECDSA_SECP384R1_SHA384},
    {"p521:", SHK_ECDSA_SECP521R1_SHA512},
    {"ed25519:", SHK_ED25519},
};

static struct shk_key *make(const char *name) {
    struct shk_key *key = shk_key_odd_curve(name);
    if (key != NULL) return key;
    if (strcmp(name, "curveball") == 0) return shk_key_curveball(shk_pki_key(SHK_KEY_P256, SHK_ROLE_ROOT));
    if (strncmp(name, "mute:", 5) == 0) return shk_key_mute(strtoul(name + 5, NULL, 10));
    for (size_t i = 0; i < SHK_COUNT(rsa_keys); i++) {
        if (strcmp(name, rsa_keys[i].key.name) == 0) return shk_key_odd_rsa(&rsa_keys[i].key, rsa_keys[i].ordinary);
    }
    for (size_t i = 0; i < SHK_COUNT(families); i++) {
        if (strncmp(name, families[i].prefix, strlen(families[i].prefix)) == 0)
            return shk_key_derived(families[i].scheme, name);
    }
    return shk_key_derived(SHK_ECDSA_SECP256R1_SHA256, name);
}

struct kept {
    char name[32];
    struct shk_key *key;
};

struct shk_key *zoo_key(enum shk_key_kind kind, enum shk_role sut, const char *name, struct shk_error *err) {
    static struct kept kept[512];
    static size_t count;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct shk_key *key = standard(kind, sut, name);
    if (key != NULL) return key;
    if (strlen(name) >= sizeof(kept->name)) {
        shk_fail(err, "\"%s\" is too long for the name of a key", name);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    size_t i = 0;
    while (i < count && strcmp(kept[i].name, name) != 0) i++;
    if (i < count) {
        key = kept[i].key;
    } else if (count < SHK_COUNT(kept) && (key = make(name)) != NULL) {
        strcpy(kept[count].name, name);
        kept[count++].key = key;
    }
    pthread_mutex_unlock(&lock);
    if (key == NULL) shk_fail(err, "the key \"%s\" cannot be made", name);
    return key;
}
